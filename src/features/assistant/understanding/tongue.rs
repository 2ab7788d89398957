//! In which language a message is written, by the small words that only that language has.

use super::lines::Line;

const MARKS: [(&str, &str); 6] = [
    (
        "de",
        " ich ein eine einen suche brauche möchte für und mit nicht wie wo kann gibt etwas das die der auf zum zur ist sind mein meine ohne unter euro kostenlos ",
    ),
    (
        "fr",
        " je un une cherche voudrais pour et avec pas comment où puis quelque chose des les du sur est sont mon ma mes sans moins gratuit logiciel besoin ",
    ),
    (
        "es",
        " yo un una busco quiero necesito para y con no cómo dónde puedo algo los las del sobre es son mi mis sin menos gratis programa ",
    ),
    (
        "it",
        " io un una cerco vorrei per e con non come dove posso qualcosa gli le del sul è sono mio mia senza meno gratuito programma bisogno ",
    ),
    (
        "pt",
        " eu um uma procuro quero preciso para e com não como onde posso algo os as do da sobre é são meu minha sem menos grátis programa ",
    ),
    (
        "nl",
        " ik een zoek wil voor en met niet hoe waar kan iets het de op is zijn mijn zonder onder gratis programma nodig heb ",
    ),
];
/// Words that English has as well, or alone.
const ENGLISH: &str = " i a an the for and with not how where can something of on is are my without under free need want find show me to do you have what which in it ";

/// The language other than English that `line` is surely written in, by two letters.
pub(super) fn of(line: &Line) -> Option<&'static str> {
    let count = |marks: &str| line.words.iter().filter(|it| marks.contains(&format!(" {it} "))).count();
    let english = count(ENGLISH);
    let mut found: Vec<(usize, &str)> = MARKS.iter().map(|(code, marks)| (count(marks), *code)).collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.0));
    let (most, code) = found[0];
    (most >= 2 && most > english && most > found[1].0).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let told = |text: &str| of(&Line::of(text));
        assert_eq!(told("ich suche ein programm zum malen"), Some("de"));
        assert_eq!(told("je cherche un logiciel pour dessiner"), Some("fr"));
        assert_eq!(told("busco algo para grabar mis canciones"), Some("es"));
        assert_eq!(
            told("cerco un programma per disegnare con la tavoletta, non troppo caro, per mio figlio"),
            Some("it")
        );
        assert_eq!(told("procuro um programa para desenhar"), Some("pt"));
        assert_eq!(told("ik zoek een programma voor muziek"), Some("nl"));
        for english in ["draw my family tree", "die hard game", "a program to paint with", "fonts", "un"] {
            assert_eq!(told(english), None, "{english}");
        }
    }
}
