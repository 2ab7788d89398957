//! What is said of the goods: invented words under invented names, marked as a demonstration wherever they are shown.

use super::{Kind, Price, Product, chance::Chance};

/// Words for a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opinion {
    /// From 1 to 5.
    pub stars: u8,
    /// One line.
    pub title: &'static str,
    /// A few sentences.
    pub body: &'static str,
    /// What the seller answers; may be empty.
    pub reply: &'static str,
}

/// A review of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// Who wrote it.
    pub name: &'static str,
    /// Its words.
    pub opinion: Opinion,
    /// How many days ago.
    pub days: u32,
}

const NAMES: [&str; 28] = [
    "Ines O.",
    "Dae-won P.",
    "Marta K.",
    "Yusuf A.",
    "Lena B.",
    "Tomás R.",
    "Aoife D.",
    "Noor H.",
    "Piet V.",
    "Sana M.",
    "Jonas W.",
    "Chiara L.",
    "Kofi E.",
    "Mira S.",
    "Hugo N.",
    "Anja T.",
    "Ravi G.",
    "Elif Y.",
    "Bea F.",
    "Oskar J.",
    "Wanjiru C.",
    "Luca Z.",
    "Signe H.",
    "Theo Q.",
    "Pilar U.",
    "Emeka I.",
    "Greta X.",
    "Ivo P.",
];

const fn opinion(stars: u8, title: &'static str, body: &'static str) -> Opinion {
    Opinion { stars, title, body, reply: "" }
}

const fn answered(stars: u8, title: &'static str, body: &'static str, reply: &'static str) -> Opinion {
    Opinion { stars, title, body, reply }
}

const FONTS: [Opinion; 9] = [
    opinion(
        5,
        "Holds up in print",
        "Set a whole booklet in it. The spacing is even and the small sizes stay clear on cheap paper.",
    ),
    opinion(
        5,
        "Clear at 14 pixels",
        "I use it for labels in an interface. The small sizes are readable without any tricks.",
    ),
    opinion(4, "Lovely spacing", "The spacing is careful, also between round letters. I would like one weight more."),
    opinion(5, "Warm without being cute", "Works for headlines and for captions. The numerals line up in tables."),
    answered(
        4,
        "Good, a few accents short",
        "Everything I needed for English and French. Two accents that Czech needs are missing.",
        "Thank you for the list. Both are drawn and come with the next version.",
    ),
    answered(
        3,
        "Fine for titles",
        "In titles it looks great. In long text the italics are missing, so I had to pair it with something else.",
        "That is fair. It was drawn for titles; the description says so more clearly now.",
    ),
    opinion(
        5,
        "Installed in a minute",
        "Clean files, sensible names, and the licence is written in words that I understand.",
    ),
    opinion(
        4,
        "Numerals are the best part",
        "The numerals carry my invoices now. The spacing around the percent sign is a little wide.",
    ),
    opinion(
        2,
        "Not for my printer",
        "On screen it is fine. Unfortunately the thin strokes break up on my old laser printer.",
    ),
];

const SOUNDS: [Opinion; 9] = [
    opinion(
        5,
        "In every mix since",
        "Levels match between the kits, so I can drop them in and go on. The textures sit under everything.",
    ),
    opinion(
        5,
        "Quiet recordings, no hiss",
        "The recordings are clean and the loops start where they should. Great textures for film.",
    ),
    opinion(
        4,
        "Good loops, long names",
        "The loops are in time. My old sampler cuts long names off, which makes browsing slow.",
    ),
    answered(
        3,
        "Nice, but short",
        "The textures are beautiful. I wish the loops were longer than eight bars.",
        "There are sixteen-bar loops in the newest version. It is in your library.",
    ),
    opinion(
        5,
        "Character without noise",
        "Warm, a little dusty, never muddy. The loops came with their tempo in the name.",
    ),
    opinion(
        5,
        "Used in a documentary",
        "Levels were even enough that I hardly touched the faders. The licence allowed it without a question.",
    ),
    opinion(4, "Well recorded", "You hear the room, not the machine. One of the loops clicks at its end."),
    opinion(
        2,
        "Not what I expected",
        "The recordings are fine, but I hoped for more drums. Listen to the samples first.",
    ),
    opinion(4, "Good value", "The textures alone were worth it. The folder could be sorted by key."),
];

const BOOKS: [Opinion; 8] = [
    opinion(
        5,
        "Short and useful",
        "Every chapter ends with something to do. I finished it in an evening and kept the checklist.",
    ),
    opinion(
        5,
        "Clear from the first page",
        "The examples are real, and nothing is padded. The chapter on prices paid for the book.",
    ),
    opinion(4, "Good for beginners", "A clear start. If you have done this before, the first three chapters are slow."),
    opinion(5, "I keep coming back to it", "The checklist hangs beside my desk. The examples are the best part."),
    answered(
        3,
        "Needs an index",
        "Well written and useful. On paper I miss an index, and the links are not printed.",
        "The newest version has an index of four pages.",
    ),
    opinion(4, "Honest", "It tells what did not work as well. The examples could come from more countries."),
    opinion(5, "Opens everywhere", "It reads well on my old reader, also with large letters. The chapters are short."),
    opinion(2, "Too short for me", "What is there is good, but I hoped for more depth in the second half."),
];

const TEMPLATES: [Opinion; 8] = [
    opinion(5, "Ready in an hour", "Changed colours and text, printed, done. The layers have names that make sense."),
    opinion(
        5,
        "Made to be changed",
        "The styles are consistent, so one change goes through the whole file. Easy to print.",
    ),
    opinion(4, "Clean and calm", "The layout leaves room for text. I had to look for where the margins are set."),
    answered(
        4,
        "Good, A4 only at first",
        "The layout is lovely. For letter paper I had to move things by hand.",
        "Version 1.1 has both sizes, side by side.",
    ),
    opinion(
        5,
        "My clients noticed",
        "The layout looks expensive and was easy to fill. The instructions are one page, as they should be.",
    ),
    opinion(
        3,
        "Fine, with some work",
        "The layout is good. The styles are missing in the spreadsheet version, so I made them myself.",
    ),
    opinion(5, "Prints as it looks", "Margins are right, nothing is cut off. The layers are tidy."),
    opinion(4, "Does what it says", "No fonts that I had to buy. The cover page is a little heavy for my printer."),
];

const ICONS: [Opinion; 8] = [
    opinion(
        5,
        "One family",
        "The stroke is the same everywhere, so old and new sit together. The grid is respected down to 16 pixels.",
    ),
    opinion(5, "Easy to recolour", "The files are tidy: one path each and no hidden groups. The names can be guessed."),
    opinion(
        4,
        "Most of what I need",
        "The stroke is even and clear. I drew two icons of my own for our domain, which was easy.",
    ),
    answered(
        4,
        "Good names",
        "The names can be guessed, which is rare. A few icons are missing for maps.",
        "Tell us which; twelve map icons are in the next version.",
    ),
    opinion(
        5,
        "Sharp on every screen",
        "They sit on the grid, so nothing blurs. The sprite file saved me an afternoon.",
    ),
    opinion(3, "Nice but few", "What is there is lovely. For a whole application too many are missing."),
    opinion(5, "Works in dark, too", "The stroke takes the colour of the text. Dropped them in and it was done."),
    opinion(4, "Small and fast", "Tiny files. The names of arrows took me a while."),
];

const PLUGINS: [Opinion; 9] = [
    opinion(5, "Saves me an hour a week", "Does one thing and does it fast. The settings fit on one page."),
    opinion(
        5,
        "Never crashed",
        "A year of daily use and it never crashed. Updates arrive with notes that say what changed.",
    ),
    answered(
        2,
        "Does not start on my machine",
        "The idea is great, but the setup crashes on my old system.",
        "The oldest system that we test is named on the page now. We have paid your money back.",
    ),
    opinion(
        4,
        "Great once set up",
        "The setup asks for a folder, which confused me. After that it is fast and silent.",
    ),
    opinion(5, "Small and quiet", "No account, no cloud, no questions. The settings are where I look for them."),
    answered(
        4,
        "Good, could remember more",
        "It is fast. I wish it kept my settings between projects.",
        "It does so since version 2.1: look under Projects.",
    ),
    opinion(
        5,
        "The key worked at once",
        "Moved to a new machine, typed the key, went on working. The settings came along.",
    ),
    opinion(
        3,
        "Fine for small files",
        "With small files it is fast. Large ones take minutes, and nothing says how long.",
    ),
    opinion(4, "Clear manual", "The manual is short and has pictures. The setup took five minutes."),
];

/// What is said of a product: the same for the same seed, of free things less than of others, of some nothing yet.
pub fn reviews(product: &Product, seed: u64) -> Vec<Review> {
    let pool: &[Opinion] = match product.kind {
        Kind::Font => &FONTS,
        Kind::Sound => &SOUNDS,
        Kind::Book => &BOOKS,
        Kind::Template => &TEMPLATES,
        Kind::Icons => &ICONS,
        Kind::Plugin => &PLUGINS,
    };
    let mut chance = Chance::new(super::own_seed(product, seed) ^ 0x5EED_0F5A_1D00_0001);
    let free = product.editions.iter().all(|it| matches!(it.price, Price::Free));
    let most = if free { 4 } else { pool.len() };
    // One in six has none yet; a few have as many as there are words for.
    let count = if chance.below(6) == 0 { 0 } else { 1 + chance.below(most) };
    let (mut opinions, mut names) = (pool.to_vec(), NAMES.to_vec());
    let youngest = product.releases.iter().map(|it| it.days_ago).max().unwrap_or(1).max(1);
    let take = |_| {
        let opinion = opinions.swap_remove(chance.below(opinions.len()));
        let name = names.swap_remove(chance.below(names.len()));
        let days = u32::try_from(chance.below(youngest as usize)).unwrap_or(0);
        Review { name, opinion, days }
    };
    (0..count).map(take).collect()
}
