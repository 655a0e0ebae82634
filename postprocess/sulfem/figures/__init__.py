# SPDX-License-Identifier: BSD-2-Clause
"""Figures of runs and studies: functions that give back a figure of matplotlib. Runs: histogram.figure,
history.figure, profile.figure; studies: study.figure. style.write and style.save keep them for print."""
