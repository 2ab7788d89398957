//! Who sells.

/// A seller.
#[derive(Debug)]
pub struct Seller {
    /// Its place in the address.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Who they are, in a few sentences.
    pub about: &'static str,
}

/// All of them.
pub const SELLERS: [Seller; 8] = [
    Seller {
        slug: "kestrel-type",
        name: "Kestrel Type",
        about: "Two people and a plotter in a former bakery. We draw typefaces from a handful of rules and stop before they get clever.",
    },
    Seller {
        slug: "tidepool-audio",
        name: "Tidepool Audio",
        about: "Synthesised sounds, made one at a time and named so that you find them again. Everything is dry; the room is up to you.",
    },
    Seller {
        slug: "halfmoon-press",
        name: "Halfmoon Press",
        about: "Pocket books that can be read in one sitting and used for years. No chapter is longer than a cup of tea.",
    },
    Seller {
        slug: "papertrail-studio",
        name: "Papertrail Studio",
        about: "Templates for paper and web without a build step. If you can save a file, you can use them.",
    },
    Seller {
        slug: "marrow-and-pine",
        name: "Marrow & Pine",
        about: "Icons on a small grid. We have drawn the same house eleven times and think that we are getting there.",
    },
    Seller {
        slug: "fernhill-tools",
        name: "Fernhill Tools",
        about: "Small plug-ins that do one thing, ask for as few permissions as possible, and can be read in one evening.",
    },
    Seller {
        slug: "small-hours-games",
        name: "Small Hours Games",
        about: "Made after the children are asleep: sounds, pixels and rules for games that fit on one screen or one sheet.",
    },
    Seller {
        slug: "loftline-3d",
        name: "Loftline 3D",
        about: "Tools and type for people who build scenes. Made in an attic, tested on a machine from 2017.",
    },
];
