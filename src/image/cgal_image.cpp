// SPDX-License-Identifier: BSD-2-Clause
// The only C++ of SulFEM: CGAL's mesher is made of templates. No exception leaves this file.
#include "cgal_image.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Labeled_mesh_domain_3.h>
#include <CGAL/Mesh_3/mesh_standard_facet_criteria.h>
#include <CGAL/Mesh_complex_3_in_triangulation_3.h>
#include <CGAL/Mesh_criteria_3.h>
#include <CGAL/Mesh_domain_with_polyline_features_3.h>
#include <CGAL/Mesh_triangulation_3.h>
#include <CGAL/Random.h>
#include <CGAL/exude_mesh_3.h>
#include <CGAL/make_mesh_3.h>
#include <CGAL/perturb_mesh_3.h>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Labelled = CGAL::Mesh_domain_with_polyline_features_3<CGAL::Labeled_mesh_domain_3<Kernel>>;
using Point = Kernel::Point_3;

struct Enough : std::exception {
  const char *what() const noexcept override { return "its steps ran out"; }
};

void Spend(const SulCgalTask &task, const Point &p, int steps) {
  const double point[3] = {p.x(), p.y(), p.z()};
  if (!task.spend(point, steps, task.work)) throw Enough();
}

// The face of the box (2 d: low, 2 d + 1: high along d) within `reach` of a point; -1: none.
template <typename P> int FaceAt(const SulCgalTask &task, const P &p, double reach) {
  const double point[3] = {p.x(), p.y(), p.z()};
  for (int side = 0; side < 6; side++)
    if (std::abs(point[side / 2] - (side % 2 ? task.box[side / 2] : 0)) <= reach) return side;
  return -1;
}

template <typename P> bool InFace(const SulCgalTask &task, const P &p, int side) {
  const double point[3] = {p.x(), p.y(), p.z()}, round_off = 1e-9;
  return std::abs(point[side / 2] - (side % 2 ? task.box[side / 2] : 0)) <= round_off;
}

// Counts what is done along lines, too, and puts points on interfaces that lie in a face to the
// precision of the search into it.
class Domain : public Labelled {
public:
  template <typename... Arguments>
  Domain(const SulCgalTask &task, Arguments &&...arguments)
      : Labelled(std::forward<Arguments>(arguments)...), task(task) {}

  FT curve_segment_length(const Point_3 &p, const Point_3 &q, const Curve_index &curve,
                          CGAL::Orientation orientation) const {
    Spend(task, p, line_steps);
    return Labelled::curve_segment_length(p, q, curve, orientation);
  }

  CGAL::Sign distance_sign(const Point_3 &p, const Point_3 &q, const Curve_index &curve) const {
    Spend(task, p, line_steps);
    return Labelled::distance_sign(p, q, curve);
  }

  struct Construct_intersection {
    const Domain &domain;
    template <typename Query> Intersection operator()(const Query &query) const {
      const Labelled &labelled = domain;
      Intersection found = labelled.construct_intersection_object()(query);
      if (std::get<2>(found) == 2) std::get<0>(found) = domain.Snapped(std::get<0>(found));
      return found;
    }
  };
  Construct_intersection construct_intersection_object() const { return {*this}; }

private:
  static constexpr int line_steps = 100; // exact arithmetic: so much dearer than a label

  Point_3 Snapped(const Point_3 &p) const {
    double point[3] = {p.x(), p.y(), p.z()};
    for (int d = 0; d < 3; d++) {
      if (std::abs(point[d]) <= task.precision) point[d] = 0;
      if (std::abs(point[d] - task.box[d]) <= task.precision) point[d] = task.box[d];
    }
    return Point_3(point[0], point[1], point[2]);
  }

  const SulCgalTask &task;
};

using Triangulation = CGAL::Mesh_triangulation_3<Domain, CGAL::Default, CGAL::Sequential_tag>::type;
using Complex = CGAL::Mesh_complex_3_in_triangulation_3<Triangulation, Domain::Corner_index,
                                                        Domain::Curve_index>;
using Criteria = CGAL::Mesh_criteria_3<Triangulation>;
using Facet = Triangulation::Facet;
using FacetVisitor = Criteria::Facet_criteria::Visitor;

// A facet that crosses a face of the box has its corners in it. CGAL's own criteria are content with
// corners on any interface, and what looks out of the box is then not flat.
class FlatFaces : public CGAL::Mesh_3::Abstract_criterion<Triangulation, FacetVisitor> {
public:
  explicit FlatFaces(const SulCgalTask &task) : task(task) {}

protected:
  void do_accept(FacetVisitor &visitor) const override { visitor.visit(*this); }
  FlatFaces *do_clone() const override { return new FlatFaces(*this); }

  Is_bad do_is_bad(const Triangulation &triangulation, const Facet &facet) const override {
    const auto centre = facet.first->get_facet_surface_center(facet.second);
    const int side = FaceAt(task, centre, 0);
    bool flat = true;
    for (int i = 1; side >= 0 && i < 4; i++) {
      const Triangulation::Weighted_point &corner =
          triangulation.point(facet.first, (facet.second + i) & 3);
      flat = flat && InFace(task, corner, side);
      const Point at(corner.x(), corner.y(), corner.z());
      if (CGAL::squared_distance(centre, at) < task.precision * task.precision)
        return Is_bad(); // the point that would mend it is there already
    }
    if (!flat) return Is_bad(Quality(1));
    return Is_bad();
  }

private:
  const SulCgalTask &task;
};

double Seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

Domain MakeDomain(const SulCgalTask &task, CGAL::Random &random) {
  auto label = [&task](const Point &p) {
    const double point[3] = {p.x(), p.y(), p.z()};
    Spend(task, p, 1);
    for (int d = 0; d < 3; d++)
      if (point[d] < 0 || point[d] > task.box[d]) return 0;
    return task.label(point, task.data);
  };
  // a little around the box, so that its faces are found like any interface
  const double around = 0.01 * (task.box[0] + task.box[1] + task.box[2]);
  const CGAL::Bbox_3 bounds(-around, -around, -around, task.box[0] + around, task.box[1] + around,
                            task.box[2] + around);
  const double diagonal =
      std::sqrt(CGAL::squared_distance(Point(bounds.xmin(), bounds.ymin(), bounds.zmin()),
                                       Point(bounds.xmax(), bounds.ymax(), bounds.zmax())));
  const double error = task.precision / diagonal;
  auto outside = [&task](int index) { return !task.meshed[index]; };
  using namespace CGAL::parameters;
#if CGAL_VERSION_MAJOR < 6
  Domain domain(task, label, bounds, relative_error_bound = error, p_rng = &random,
                null_subdomain_index = outside);
#else
  Domain domain(task, label, bounds,
                relative_error_bound(error).p_rng(&random).null_subdomain_index(outside));
#endif
  std::vector<std::vector<Point>> lines(task.line_count);
  for (int line = 0; line < task.line_count; line++)
    for (int i = task.first[line]; i < task.first[line + 1]; i++)
      lines[line].emplace_back(task.points[i][0], task.points[i][1], task.points[i][2]);
  domain.add_features(lines.begin(), lines.end());
  return domain;
}

Complex MakeComplex(const SulCgalTask &task, SulCgalMesh *mesh) {
  using namespace CGAL::parameters;
  CGAL::get_default_random() = CGAL::Random(0);
  CGAL::Random random(0);
  double start = Seconds();
  Domain domain = MakeDomain(task, random);
  Criteria::Facet_criteria facets(task.facet_angle, task.facet_size, task.distance);
  facets.add(new FlatFaces(task)); // which takes it over
  Criteria criteria(Criteria::Edge_criteria(task.edge_size), facets,
                    Criteria::Cell_criteria(2, task.size)); // radius of the ball by shortest edge
  Complex complex = CGAL::make_mesh_3<Complex>(domain, criteria, no_perturb(), no_exude());
  mesh->time_refine = Seconds() - start;
  start = Seconds();
  CGAL::perturb_mesh_3(complex, domain, sliver_bound = task.sliver_angle);
  CGAL::exude_mesh_3(complex, sliver_bound = task.sliver_angle);
  mesh->time_optimise = Seconds() - start;
  return complex;
}

template <typename T> T *Room(std::size_t count) {
  void *room = std::malloc((count ? count : 1) * sizeof(T));
  if (!room) throw std::bad_alloc();
  return static_cast<T *>(room);
}

class Copier {
public:
  Copier(const SulCgalTask &task, const Complex &complex, SulCgalMesh *mesh)
      : task(task), complex(complex), mesh(mesh) {}

  void Copy() {
    const std::size_t tets = complex.number_of_cells_in_complex();
    mesh->flat = 0;
    mesh->tets = Room<int[4]>(tets);
    mesh->tet_label = Room<int>(tets);
    mesh->nodes = Room<double[3]>(complex.triangulation().number_of_vertices());
    for (auto cell = complex.cells_in_complex_begin(); cell != complex.cells_in_complex_end();
         ++cell)
      if (IsFlat(cell))
        mesh->flat++;
      else
        CopyTet(cell);
    mesh->facets = Room<int[3]>(outer);
    mesh->facet_tet = Room<int>(outer);
    mesh->facet_label = Room<int>(outer);
    mesh->neighbours = Room<int[4]>(tets);
    int tet = 0;
    for (auto cell = complex.cells_in_complex_begin(); cell != complex.cells_in_complex_end();
         ++cell) {
      if (IsFlat(cell)) continue;
      for (int side = 0; side < 4; side++) {
        auto found = tet_of.find(&*cell->neighbor(side));
        mesh->neighbours[tet][side] = found == tet_of.end() ? -1 : found->second;
        if (found == tet_of.end()) CopyFacet(cell, side, tet);
      }
      tet++;
    }
  }

private:
  using Vertex = Complex::Vertex_handle;

  // Four corners in one face of the box: nothing is lost without it.
  template <typename Cell> bool IsFlat(const Cell &cell) const {
    for (int face = 0; face < 6; face++) {
      int in = 0;
      for (int i = 0; i < 4; i++)
        in += InFace(task, cell->vertex(i)->point(), face);
      if (in == 4) return true;
    }
    return false;
  }

  int NodeOf(Vertex vertex) {
    auto found = node_of.try_emplace(&*vertex, mesh->node_count);
    if (found.second) {
      const auto &at = vertex->point();
      double *node = mesh->nodes[mesh->node_count++];
      node[0] = CGAL::to_double(at.x());
      node[1] = CGAL::to_double(at.y());
      node[2] = CGAL::to_double(at.z());
    }
    return found.first->second;
  }

  template <typename Cell> void CopyTet(const Cell &cell) {
    for (int i = 0; i < 4; i++) {
      mesh->tets[mesh->tet_count][i] = NodeOf(cell->vertex(i));
      outer += !complex.is_in_complex(cell->neighbor(i)) || IsFlat(cell->neighbor(i));
    }
    tet_of.emplace(&*cell, mesh->tet_count);
    mesh->tet_label[mesh->tet_count++] = complex.subdomain_index(cell);
  }

  template <typename Cell> void CopyFacet(const Cell &cell, int side, int tet) {
    const auto front = cell->neighbor(side);
    int *facet = mesh->facets[mesh->facet_count];
    for (int i = 0; i < 3; i++) // outwards, seen from the cell
      facet[i] = NodeOf(cell->vertex(Triangulation::vertex_triple_index(side, i)));
    mesh->facet_tet[mesh->facet_count] = tet;
    int *label = &mesh->facet_label[mesh->facet_count++];
    *label = 0;
    if (complex.is_in_complex(front)) return; // a flat one, with nothing but the outside behind
    const auto patch = complex.surface_patch_index(cell, side);
    *label = task.meshed[patch.first] ? patch.second : patch.first;
  }

  const SulCgalTask &task;
  const Complex &complex;
  SulCgalMesh *mesh;
  std::unordered_map<const void *, int> tet_of;
  std::unordered_map<const void *, int> node_of;
  std::size_t outer = 0;
};

} // namespace

extern "C" bool SulCgalIsThere(void) {
  return true;
}

extern "C" bool SulCgalMeshMake(const SulCgalTask *task, SulCgalMesh *mesh, char *why,
                                int why_size) {
  *mesh = SulCgalMesh();
  try {
    Complex complex = MakeComplex(*task, mesh);
    Copier(*task, complex, mesh).Copy();
    return true;
  } catch (const std::exception &failure) {
    std::snprintf(why, why_size, "%s", failure.what());
  } catch (...) {
    std::snprintf(why, why_size, "no reason given");
  }
  return false;
}
