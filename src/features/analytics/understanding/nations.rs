//! Countries by name, as people write them.

use std::sync::OnceLock;

use super::words::Words;
use crate::base::Country;

/// What is said of those who live there, and other names that the standard does not have.
const OTHERS: &str = "us:american,america,usa,states gb:british,uk,britain,england,scotland,wales,english de:german,germans,deutschland \
fr:french,francia at:austrian,österreich ch:swiss,schweiz,suisse es:spanish,españa it:italian,italia nl:dutch,holland be:belgian \
pl:polish,polska pt:portuguese se:swedish no:norwegian dk:danish fi:finnish ie:irish cz:czech,czechia hu:hungarian gr:greek ro:romanian \
ua:ukrainian ru:russian,russia tr:turkish,turkey jp:japanese cn:chinese in:indian kr:south_korea,korean,korea kp:north_korea br:brazilian,brasil ca:canadian \
au:australian mx:mexican ar:argentinian,argentine nz:kiwi il:israeli za:southafrican tw:taiwanese vn:vietnamese,vietnam";

struct Named {
    words: Vec<String>,
    country: Country,
}

fn all() -> &'static [Named] {
    static ALL: OnceLock<Vec<Named>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<Named> = Vec::new();
        for country in Country::all() {
            let name = country.name().to_lowercase();
            let words: Vec<String> = name.split([' ', ',']).filter(|it| !it.is_empty()).map(str::to_owned).collect();
            // Which Korea is meant is said below.
            if words[0] != "korea" {
                all.push(Named { words, country });
            }
        }
        for (code, names) in OTHERS.split_whitespace().filter_map(|it| it.split_once(':')) {
            let Ok(country) = Country::parse("country", code) else { continue };
            let words = |it: &str| it.split('_').map(str::to_owned).collect();
            all.extend(names.split(',').map(|it| Named { words: words(it), country }));
        }
        // "South Korea" is read before "Korea".
        all.sort_by_key(|it| std::cmp::Reverse(it.words.len()));
        all
    })
}

/// The country that the words name.
pub(super) fn country(words: &mut Words) -> Option<Country> {
    for named in all() {
        let pattern: Vec<&str> = named.words.iter().map(String::as_str).collect();
        if words.take(&pattern).is_some() {
            words.take(&["united"]);
            return Some(named.country);
        }
    }
    // In small letters they are words.
    ["US", "UK", "DE", "FR", "GB", "CH", "ES", "NL", "PL", "JP", "CA", "AU", "BR", "SE"].iter().find_map(|code| {
        let country = Country::parse("country", if *code == "UK" { "GB" } else { code }).ok()?;
        words.take_written(code).then_some(country)
    })
}
