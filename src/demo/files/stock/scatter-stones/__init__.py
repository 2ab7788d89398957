"""Scatter Stones: strews copies of the selected meshes over the active one."""

bl_info = {
    "name": "Scatter Stones",
    "author": "Loftline 3D",
    "version": (1, 4, 0),
    "blender": (3, 6, 0),
    "location": "View3D > Object > Scatter Stones",
    "description": "Strews linked copies of the selected objects over the active mesh",
    "category": "Object",
}

import math
import random

try:
    import bpy
    from mathutils import Matrix, Vector
except ImportError:  # The rules below can be tested outside of Blender.
    bpy = None


def choose(areas, count, rng):
    """Picks faces by their area: the index of one face for each copy."""
    total = sum(areas)
    if total <= 0:
        return []
    sums, run = [], 0.0
    for area in areas:
        run += area / total
        sums.append(run)
    picks = []
    for _ in range(count):
        at, low, high = rng.random(), 0, len(sums) - 1
        while low < high:
            middle = (low + high) // 2
            if sums[middle] < at:
                low = middle + 1
            else:
                high = middle
        picks.append(low)
    return picks


def weights(rng):
    """Barycentric weights of an even spot in a triangle."""
    a, b = math.sqrt(rng.random()), rng.random()
    return 1 - a, a * (1 - b), a * b


if bpy is not None:

    class ScatterStones(bpy.types.Operator):
        """Strew linked copies of the selected objects over the active mesh"""

        bl_idname = "object.scatter_stones"
        bl_label = "Scatter Stones"
        bl_options = {"REGISTER", "UNDO"}

        count: bpy.props.IntProperty(name="Count", default=120, min=1, max=20000)
        seed: bpy.props.IntProperty(name="Seed", default=1, min=0)
        smallest: bpy.props.FloatProperty(name="Smallest", default=0.5, min=0.01)
        largest: bpy.props.FloatProperty(name="Largest", default=1.4, min=0.01)
        tilt: bpy.props.FloatProperty(name="Follow the slope", default=0.7, min=0, max=1)

        @classmethod
        def poll(cls, context):
            ground = context.active_object
            return ground is not None and ground.type == "MESH" and len(context.selected_objects) > 1

        def execute(self, context):
            rng, ground = random.Random(self.seed), context.active_object
            stones = [one for one in context.selected_objects if one is not ground and one.type == "MESH"]
            if not stones:
                self.report({"WARNING"}, "Select the stones first and the ground last")
                return {"CANCELLED"}
            mesh, world = ground.data, ground.matrix_world
            mesh.calc_loop_triangles()
            triangles = list(mesh.loop_triangles)
            target = bpy.data.collections.new(f"{ground.name} stones")
            context.scene.collection.children.link(target)
            for index in choose([face.area for face in triangles], self.count, rng):
                face = triangles[index]
                corners = [mesh.vertices[i].co for i in face.vertices]
                spot = sum((c * w for c, w in zip(corners, weights(rng))), Vector())
                up = Vector((0, 0, 1)).lerp((world.to_3x3() @ face.normal).normalized(), self.tilt)
                turn = up.to_track_quat("Z", "Y").to_matrix().to_4x4() @ Matrix.Rotation(rng.uniform(0, math.tau), 4, "Z")
                size = Matrix.Scale(rng.uniform(self.smallest, max(self.smallest, self.largest)), 4)
                copy = rng.choice(stones).copy()
                copy.matrix_world = Matrix.Translation(world @ spot) @ turn @ size
                target.objects.link(copy)
            self.report({"INFO"}, f"{self.count} stones")
            return {"FINISHED"}

    def entry(self, context):
        self.layout.operator(ScatterStones.bl_idname)

    def register():
        bpy.utils.register_class(ScatterStones)
        bpy.types.VIEW3D_MT_object.append(entry)

    def unregister():
        bpy.types.VIEW3D_MT_object.remove(entry)
        bpy.utils.unregister_class(ScatterStones)
