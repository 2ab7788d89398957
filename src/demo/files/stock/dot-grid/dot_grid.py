"""Dot Grid: covers the page with dots for notes, maps and embroidery."""

import math


def spots(width, height, step, margin, pattern):
    """The middles of all dots in millimetres, the whole grid centred on the page."""
    rise = step * math.sqrt(3) / 2 if pattern == "triangle" else step
    columns = int((width - 2 * margin) / step + 1e-9) + 1
    rows = int((height - 2 * margin) / rise + 1e-9) + 1
    if columns < 1 or rows < 1:
        return []
    left, top = (width - (columns - 1) * step) / 2, (height - (rows - 1) * rise) / 2
    found = []
    for row in range(rows):
        shift = step / 2 if pattern == "triangle" and row % 2 else 0
        for column in range(columns - (1 if shift else 0)):
            found.append((left + shift + column * step, top + row * rise))
    return found


try:
    import inkex
except ImportError:  # Outside of Inkscape only the rule above can be used.
    inkex = None

if inkex is not None:

    class DotGrid(inkex.GenerateExtension):
        """Puts the dots into one group."""

        container_label = "Dot grid"

        def add_arguments(self, pars):
            pars.add_argument("--step", type=float, default=5)
            pars.add_argument("--size", type=float, default=0.4)
            pars.add_argument("--margin", type=float, default=10)
            pars.add_argument("--pattern", default="square")
            pars.add_argument("--colour", type=inkex.Color, default=inkex.Color("#9aa5b1"))

        def generate(self):
            unit = self.svg.unittouu("1mm")
            width, height = self.svg.viewbox_width / unit, self.svg.viewbox_height / unit
            o = self.options
            for x, y in spots(width, height, o.step, o.margin, o.pattern):
                dot = inkex.Circle.new((x * unit, y * unit), o.size / 2 * unit)
                dot.style = {"fill": str(o.colour.to_rgb()), "stroke": "none"}
                yield dot

    if __name__ == "__main__":
        DotGrid().run()
