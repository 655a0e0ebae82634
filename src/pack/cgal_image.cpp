// The only C++ of SulFEM: CGAL's mesher is made of templates. No exception leaves this file.
#include "cgal_image.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Labeled_mesh_domain_3.h>
#include <CGAL/Mesh_complex_3_in_triangulation_3.h>
#include <CGAL/Mesh_criteria_3.h>
#include <CGAL/Mesh_domain_with_polyline_features_3.h>
#include <CGAL/Mesh_triangulation_3.h>
#include <CGAL/Random.h>
#include <CGAL/exude_mesh_3.h>
#include <CGAL/make_mesh_3.h>
#include <CGAL/perturb_mesh_3.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <unordered_map>
#include <vector>

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Domain = CGAL::Mesh_domain_with_polyline_features_3<CGAL::Labeled_mesh_domain_3<Kernel>>;
using Triangulation = CGAL::Mesh_triangulation_3<Domain, CGAL::Default, CGAL::Sequential_tag>::type;
using Complex = CGAL::Mesh_complex_3_in_triangulation_3<Triangulation, Domain::Corner_index,
                                                        Domain::Curve_index>;
using Criteria = CGAL::Mesh_criteria_3<Triangulation>;
using Point = Kernel::Point_3;

double Seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

Domain MakeDomain(const SulCgalTask &task, CGAL::Random &random) {
  auto label = [&task](const Point &p) {
    const double point[3] = {p.x(), p.y(), p.z()};
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
  Domain domain(
      label, bounds, CGAL::parameters::relative_error_bound = task.precision / diagonal,
      CGAL::parameters::p_rng = &random,
      CGAL::parameters::null_subdomain_index = [&task](int index) { return !task.meshed[index]; });
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
  Criteria criteria(edge_size = task.edge_size, facet_angle = task.facet_angle,
                    facet_size = task.facet_size, facet_distance = task.distance,
                    cell_radius_edge_ratio = 2, cell_size = task.size);
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
    mesh->tets = Room<int[4]>(tets);
    mesh->tet_label = Room<int>(tets);
    mesh->nodes = Room<double[3]>(complex.triangulation().number_of_vertices());
    for (auto cell = complex.cells_in_complex_begin(); cell != complex.cells_in_complex_end();
         ++cell)
      CopyTet(cell);
    mesh->facets = Room<int[3]>(outer);
    mesh->facet_tet = Room<int>(outer);
    mesh->facet_label = Room<int>(outer);
    mesh->neighbours = Room<int[4]>(tets);
    int tet = 0;
    for (auto cell = complex.cells_in_complex_begin(); cell != complex.cells_in_complex_end();
         ++cell, ++tet)
      for (int side = 0; side < 4; side++) {
        auto found = tet_of.find(&*cell->neighbor(side));
        mesh->neighbours[tet][side] = found == tet_of.end() ? -1 : found->second;
        if (found == tet_of.end()) CopyFacet(cell, side, tet);
      }
  }

private:
  using Vertex = Complex::Vertex_handle;

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
      outer += !complex.is_in_complex(cell->neighbor(i));
    }
    tet_of.emplace(&*cell, mesh->tet_count);
    mesh->tet_label[mesh->tet_count++] = complex.subdomain_index(cell);
  }

  template <typename Cell> void CopyFacet(const Cell &cell, int side, int tet) {
    const auto patch = complex.surface_patch_index(cell, side);
    int *facet = mesh->facets[mesh->facet_count];
    for (int i = 0; i < 3; i++) // outwards, seen from the cell
      facet[i] = NodeOf(cell->vertex(Triangulation::vertex_triple_index(side, i)));
    mesh->facet_tet[mesh->facet_count] = tet;
    mesh->facet_label[mesh->facet_count++] = task.meshed[patch.first] ? patch.second : patch.first;
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
