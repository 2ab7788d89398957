//! What somebody would like to have or have done.

use super::{Context, Intent, Target, glossary, lines::Line, talk, target};

/// How needs begin; what stands behind is what is needed.
const LEADS: &[&str] = &[
    "i am looking for",
    "i'm looking for",
    "im looking for",
    "looking for",
    "i need",
    "i want",
    "i would like",
    "i'd like",
    "i would love",
    "i wish",
    "can you recommend",
    "could you recommend",
    "can you suggest",
    "please recommend",
    "recommend me",
    "recommend",
    "suggest",
    "do you have",
    "have you got",
    "do you sell",
    "is there",
    "are there",
    "show me",
    "find me",
    "find",
    "give me",
    "get me",
    "i search for",
    "search for",
    "search",
    "which",
    "what would you recommend",
    "what do you recommend",
    "what can i use",
    "can i get",
    "where can i find",
    "where do i find",
    "how can i",
    "how do i",
    "i have to",
    "i must",
    "help me",
    "help me to",
    "can you help me",
    "please",
    "ich suche",
    "ich brauche",
    "ich möchte",
    "ich will",
    "ich hätte gern",
    "suche",
    "habt ihr",
    "gibt es",
    "hast du",
    "zeig mir",
    "je cherche",
    "je voudrais",
    "j'aimerais",
    "j'ai besoin",
    "je veux",
    "avez-vous",
    "montre-moi",
    "il me faut",
    "busco",
    "necesito",
    "quiero",
    "quisiera",
    "me gustaría",
    "tienen",
    "tienes",
    "hay",
    "cerco",
    "vorrei",
    "ho bisogno di",
    "mi serve",
    "voglio",
    "avete",
    "procuro",
    "preciso de",
    "preciso",
    "quero",
    "gostaria de",
    "tem",
    "ik zoek",
    "ik wil",
    "ik heb nodig",
    "ik wil graag",
    "heb je",
    "hebben jullie",
    "and",
    "but",
    "so",
    "well",
    "ok",
    "okay",
    "also",
    "maybe",
    "now",
];
/// What says nothing of a need by itself, at its beginning.
const LITTLE: &[&str] = &[
    "something",
    "anything",
    "some",
    "a",
    "an",
    "any",
    "to",
    "for",
    "that",
    "which",
    "me",
    "the",
    "good",
    "best",
    "nice",
    "of",
    "can",
    "could",
    "helps",
    "with",
    "please",
    "there",
    "tool",
    "program",
    "software",
    "app",
    "application",
    "kind",
];

/// A product that shall go into the cart, onto the wishlist, or be watched.
pub(super) fn act(line: &Line, context: Context) -> Option<Intent> {
    let name = |words: &Line| -> Option<Target> {
        let bare = words.trimmed(&[
            "please", "the", "product", "me", "for", "to", "my", "a", "copy", "of", "on", "in", "into", "and", "goes",
            "is", "gets", "becomes", "get", "about",
        ]);
        // "Ok, I take it" before "into the basket": what surrounds a word that points says nothing more.
        let pointed = bare.trimmed(&[
            "ok", "okay", "yes", "yeah", "great", "perfect", "fine", "then", "so", "well", "now", "later", "just", "i",
            "i'll", "i'd", "i'm", "let's", "will", "would", "want", "like", "love", "take", "have", "buy", "keep",
            "save", "put", "add", "for", "to", "sold", "good",
        ]);
        let of = |it: &Line| target::of(it, context);
        of(words).or_else(|| of(&bare)).or_else(|| of(&pointed)).or_else(|| match bare.is_empty() {
            true => (context.about || context.shown > 0).then_some(Target::That),
            false => Some(Target::Named(bare.text())),
        })
    };
    const TELL: &[&str] = &[
        "tell me when",
        "tell me as soon as",
        "ping me when",
        "ping me as soon as",
        "let me know as soon as",
        "write to me when",
        "tell me if",
        "let me know when",
        "let me know if",
        "notify me when",
        "notify me if",
        "alert me when",
        "alert me if",
        "warn me when",
        "remind me when",
        "email me when",
        "sag mir wenn",
        "sag bescheid wenn",
        "price alert for",
        "set a price alert for",
        "watch the price of",
        "avísame cuando",
        "préviens-moi quand",
        "avvisami quando",
    ];
    if let Some((_, rest)) = line.around(TELL) {
        let price = line
            .words
            .iter()
            .rev()
            .find(|it| it.chars().any(|c| c.is_ascii_digit()) && it.chars().all(|c| !c.is_alphabetic()))
            .cloned();
        let subject = rest.around(&[
            "drops",
            "falls",
            "is under",
            "is below",
            "goes below",
            "goes under",
            "costs less than",
            "costs less",
            "gets cheaper",
            "is cheaper",
            "is on sale",
            "goes on sale",
            "under",
            "below",
            "is reduced",
            "becomes cheaper",
            "for less than",
            "is less than",
        ]);
        let subject = subject.map_or(rest.clone(), |it| it.0);
        return Some(Intent::Alert(name(&subject)?, price));
    }
    const WISH: &[&str] = &[
        "wishlist",
        "wish list",
        "wunschliste",
        "merkliste",
        "liste de souhaits",
        "lista de deseos",
        "lista dei desideri",
        "lista de desejos",
        "favourites",
        "favorites",
        "save for later",
        "save it for later",
        "for later",
        "my list",
        "the list",
    ];
    if line.has_any(WISH)
        && line.has_any(&["add", "put", "save", "keep", "place", "on", "setze", "ajoute", "añade", "aggiungi", "to"])
        && !line.has_any(&["where", "how", "app", "program"])
    {
        let before = taken(line, &["on", "to", "onto", "auf", "à", "a", "alla"]);
        return Some(Intent::Wish(name(&before)?));
    }
    const CART: &[&str] =
        &["cart", "basket", "warenkorb", "panier", "carrito", "carrello", "carrinho", "winkelwagen", "shopping bag"];
    if line.has_any(CART)
        && line.has_any(&["add", "put", "place", "in", "into", "to", "lege", "ajoute", "añade", "aggiungi", "throw"])
        && !line.has_any(&["where", "how", "what", "empty", "show"])
    {
        let before = taken(line, &["to", "in", "into", "au", "al", "dans", "nel"]);
        return Some(Intent::Cart(name(&before)?));
    }
    const BUY: &[&str] = &[
        "i'll take",
        "i will take",
        "i take",
        "ok i take",
        "ok i'll take",
        "i'll buy",
        "i will buy",
        "buy",
        "i want to buy",
        "i would like to buy",
        "i'd like to buy",
        "order",
        "ich nehme",
        "ich kaufe",
        "je prends",
        "compro",
        "prendo",
    ];
    let rest = line.behind(BUY)?;
    target::of(&rest, context)
        .or_else(|| target::of(&rest.trimmed(&["please", "now", "then"]), context))
        .map(Intent::Cart)
}

/// Whether nothing is asked but what is new: "what is new this month?".
pub(super) fn is_news(line: &Line) -> bool {
    const NEWS: &[&str] = &[
        "what is new",
        "what new",
        "anything new",
        "new arrivals",
        "was gibt es neues",
        "quoi de neuf",
        "qué hay de nuevo",
    ];
    const LITTLE: &[&str] =
        &["show", "me", "this", "week", "month", "year", "today", "here", "in", "the", "shop", "please"];
    let rest = line.around(NEWS).map(|(before, behind)| Line::of(&format!("{} {}", before.text(), behind.text())));
    rest.is_some_and(|it| it.trimmed(LITTLE).is_empty())
}

/// What shall be put somewhere: the words between "put" and the first of `joints`.
fn taken(line: &Line, joints: &[&str]) -> Line {
    const VERBS: &[&str] = &[
        "please add",
        "please put",
        "can you add",
        "can you put",
        "add",
        "put",
        "save",
        "keep",
        "place",
        "throw",
        "lege",
        "setze",
        "ajoute",
        "añade",
        "aggiungi",
    ];
    let before = line.around(joints).map_or_else(|| line.clone(), |it| it.0);
    before.behind(VERBS).unwrap_or(before)
}

/// The words of a need, without what surrounds them; in English where a glossary knows them.
pub(super) fn need(line: &Line) -> String {
    let mut rest = Line::of(&line.raw.replace(['\u{2019}', '`'], "'"));
    loop {
        let shorter = rest.behind(talk::HELLO).or_else(|| rest.behind(LEADS)).filter(|it| !it.is_empty());
        match shorter {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    let start = rest.words.iter().take_while(|it| LITTLE.contains(&it.as_str())).count();
    let words = if start < rest.len() { &rest.words[start..] } else { &rest.words[..] };
    let text = words.join(" ");
    glossary::in_english(&text).unwrap_or(text)
}
