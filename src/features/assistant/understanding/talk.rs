//! What people say to each other without wanting anything.

use super::lines::Line;

/// Small talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// A greeting.
    Hello,
    /// Thanks or praise.
    Thanks,
    /// A farewell.
    Bye,
    /// Who it is and what it can do.
    Who,
    /// How it is.
    How,
    /// Agreement.
    Yes,
    /// Refusal.
    No,
}

pub(super) const HELLO: &[&str] = &[
    "hello",
    "hi",
    "hey",
    "hiya",
    "howdy",
    "greetings",
    "good morning",
    "good afternoon",
    "good evening",
    "good day",
    "hello there",
    "hi there",
    "hallo",
    "guten tag",
    "guten morgen",
    "guten abend",
    "moin",
    "servus",
    "grüß gott",
    "bonjour",
    "salut",
    "bonsoir",
    "hola",
    "buenos días",
    "buenas tardes",
    "buenas",
    "ciao",
    "buongiorno",
    "buonasera",
    "salve",
    "olá",
    "oi",
    "bom dia",
    "boa tarde",
    "goedemorgen",
    "goedendag",
    "hoi",
    "dag",
    "yo",
];
const THANKS: &[&str] = &[
    "thanks",
    "thank you",
    "thank you very much",
    "thanks a lot",
    "many thanks",
    "thx",
    "cheers",
    "great",
    "perfect",
    "awesome",
    "nice",
    "cool",
    "danke",
    "vielen dank",
    "danke schön",
    "merci",
    "merci beaucoup",
    "gracias",
    "muchas gracias",
    "grazie",
    "grazie mille",
    "obrigado",
    "obrigada",
    "dank je",
    "bedankt",
    "dank u",
    "well done",
    "super",
    "that helps",
    "very helpful",
    "that is perfect",
];
const BYE: &[&str] = &[
    "bye",
    "goodbye",
    "see you",
    "see you later",
    "bye bye",
    "good night",
    "tschüss",
    "auf wiedersehen",
    "au revoir",
    "adiós",
    "arrivederci",
    "tchau",
    "tot ziens",
    "later",
    "ciao ciao",
    "have a nice day",
];
const WHO: &[&str] = &[
    "who are you",
    "what are you",
    "are you a robot",
    "are you human",
    "are you a human",
    "are you real",
    "are you a bot",
    "are you an ai",
    "are you a real person",
    "what can you do",
    "how can you help",
    "what do you do",
    "help",
    "can you help me",
    "can you help",
    "help me",
    "what is this",
    "how does this work",
    "which model are you",
    "what model are you",
    "are you chatgpt",
    "what is your name",
    "wer bist du",
    "was kannst du",
    "qui es-tu",
    "que peux-tu faire",
    "quién eres",
    "qué puedes hacer",
    "chi sei",
    "cosa sai fare",
    "quem é você",
    "wie ben jij",
    "kannst du mir helfen",
    "hilfe",
    "aide",
    "ayuda",
    "aiuto",
];
const HOW: &[&str] = &[
    "how are you",
    "how are you doing",
    "how is it going",
    "how do you do",
    "what's up",
    "what up",
    "wie geht es dir",
    "wie geht's",
    "ça va",
    "comment ça va",
    "cómo estás",
    "come stai",
    "tudo bem",
    "hoe gaat het",
    "how are you today",
    "nice weather today",
    "tell me a joke",
    "do you like your job",
    "are you happy",
];
const YES: &[&str] = &[
    "yes",
    "yes please",
    "yep",
    "yeah",
    "ok",
    "okay",
    "sure",
    "ja",
    "ja bitte",
    "oui",
    "sí",
    "si",
    "sim",
    "please do",
    "go ahead",
    "do it",
];
const NO: &[&str] = &[
    "no",
    "no thanks",
    "no thank you",
    "nope",
    "nein",
    "nein danke",
    "non",
    "non merci",
    "não",
    "nee",
    "never mind",
    "nothing",
    "forget it",
    "that is all",
    "that's all",
];
const KINDS: &[(Talk, &[&str])] = &[
    (Talk::Who, WHO),
    (Talk::How, HOW),
    (Talk::Bye, BYE),
    (Talk::Hello, HELLO),
    (Talk::Thanks, THANKS),
    (Talk::Yes, YES),
    (Talk::No, NO),
];
/// Words beside it that ask for nothing.
const LITTLE: &[&str] = &[
    "there",
    "bodega",
    "assistant",
    "everyone",
    "you",
    "very",
    "much",
    "so",
    "a",
    "lot",
    "dear",
    "again",
    "then",
    "now",
    "please",
    "and",
    "friend",
    "bot",
    "all",
    "that",
    "is",
    "it",
    "was",
    "today",
    "really",
    "quick",
    "fast",
    "easy",
];

pub(super) fn of(line: &Line) -> Option<Talk> {
    if line.len() > 9 {
        return None;
    }
    let (kind, _) = KINDS.iter().find(|(_, words)| line.has_any(words))?;
    // Nothing else may be said, but for more small talk.
    let mut left = format!(" {} ", line.text());
    let mut all: Vec<&str> = KINDS.iter().flat_map(|it| it.1).copied().chain(LITTLE.iter().copied()).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.len()));
    for phrase in all {
        while let Some((before, behind)) = left.split_once(&format!(" {phrase} ")) {
            left = format!("{before} {behind}").replace("  ", " ");
            left = format!(" {} ", left.trim());
        }
    }
    left.trim().is_empty().then_some(*kind)
}
