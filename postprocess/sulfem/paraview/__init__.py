# SPDX-License-Identifier: BSD-2-Clause
"""Pictures that ParaView draws: modules that run in its Python (pvpython) and nowhere else."""
