//! Colours that go together.

/// One set of flat colours.
pub(super) struct Palette {
    /// The ground of the art.
    pub(super) ground: &'static str,
    /// Darkest: writing on paper and accent.
    pub(super) ink: &'static str,
    /// Lightest: writing on ink and deep.
    pub(super) paper: &'static str,
    /// The loud one, light enough to carry ink.
    pub(super) accent: &'static str,
    /// A second loud one.
    pub(super) second: &'static str,
    /// Dark enough to carry paper.
    pub(super) deep: &'static str,
}

const fn set(
    ground: &'static str,
    ink: &'static str,
    paper: &'static str,
    accent: &'static str,
    second: &'static str,
    deep: &'static str,
) -> Palette {
    Palette { ground, ink, paper, accent, second, deep }
}

/// All of them.
pub(super) const PALETTES: [Palette; 24] = [
    set("#f26b43", "#20160f", "#fff1e0", "#ffd166", "#fbb08c", "#7a2e1a"),
    set("#12291f", "#0b1a14", "#f2f7e8", "#d6f56a", "#2f8f5b", "#1e4438"),
    set("#f8c3a6", "#27313b", "#fbf3e4", "#f3b62f", "#e8503a", "#2f6b4a"),
    set("#0d2a4d", "#081a33", "#f4efe2", "#ffd25e", "#1f66b5", "#154273"),
    set("#a9dcd6", "#143f4c", "#fdfaf3", "#ffb35c", "#2b8c9b", "#1c6a7a"),
    set("#5b3df0", "#241b4b", "#ffffff", "#ff9f7a", "#7cc6ff", "#3a23b8"),
    set("#7a9a78", "#31472f", "#fffaf0", "#f4e3bf", "#d58a45", "#4a2a12"),
    set("#ffd1dc", "#17181c", "#ffffff", "#ffb84d", "#ff5c8d", "#2f2f3a"),
    set("#e3b23c", "#22201c", "#fffdf7", "#f7dd8f", "#d94a3d", "#2f4a3a"),
    set("#4170d0", "#132452", "#ffffff", "#f7c04a", "#8fb2ff", "#25489b"),
    set("#a75140", "#1f1b1a", "#f5efe6", "#f3bf4b", "#e8896f", "#5c2a22"),
    set("#c8b8f0", "#211041", "#ffffff", "#ffe08a", "#f97f7a", "#57249a"),
    set("#143a36", "#0c2321", "#eef7ee", "#f2c14e", "#49b06c", "#0f5a50"),
    set("#efcf9f", "#3d1e0e", "#fff8ea", "#f09a5d", "#2d6f8f", "#7d431e"),
    set("#1b1d23", "#0c0d10", "#ffffff", "#ff8a66", "#8fb8c9", "#343945"),
    set("#cfd9c3", "#2f4a3a", "#fffefb", "#e9b44c", "#c46a4a", "#4d6b54"),
    set("#e5383b", "#3a0a0f", "#fff1ec", "#ffd166", "#ff8f7a", "#8d1420"),
    set("#bfe3df", "#0d3f3c", "#ffffff", "#f4a259", "#5fb3a5", "#0f5e5a"),
    set("#2f6fb2", "#14213d", "#ffffff", "#ffd166", "#e5533d", "#1d4777"),
    set("#6b4fa0", "#231541", "#fdf7ff", "#ff9d7c", "#b9a2e8", "#3f2a78"),
    set("#f4e9cd", "#1d2b53", "#fffdf6", "#f0a04b", "#3f66c4", "#2a3a86"),
    set("#0f8a6d", "#06342a", "#effcf4", "#f9dc5c", "#7ee0b8", "#0a5a48"),
    set("#f5b8c8", "#4a1230", "#fff6f3", "#ffd98a", "#c2447a", "#8a2357"),
    set("#d9dee6", "#1d2733", "#ffffff", "#ff9a5a", "#5c7fa8", "#34475f"),
];
