//! A product on the shelf: its card, cover, price, rating, and the maker's mark.

use super::{Pill, grouped};

/// A product as it stands in a grid or a list.
#[derive(Debug, Clone, Default)]
pub struct Card {
    /// The product's name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// What it is, in a few words.
    pub summary: String,
    /// Words of it around what was searched for, with `<mark>`; already escaped.
    pub snippet_html: Option<String>,
    /// Who made it.
    pub seller: String,
    /// Its picture.
    pub cover: Cover,
    /// What it costs.
    pub price: PriceTag,
    /// What buyers think, once there are reviews.
    pub rating: Option<Rating>,
    /// A word on the cover, such as `30% off`.
    pub flag: Option<String>,
    /// Why it cannot be bought just now.
    pub away: Option<Pill>,
}

/// A 4:3 picture.
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// Where it is.
    pub url: String,
    /// What is to be seen; empty where the title stands beside it.
    pub alt: String,
    /// The same for narrower places, as browsers read it: `/a?w=400 400w, /a 1600w`. Empty where there is but one.
    pub srcset: String,
}

impl Cover {
    /// A picture beside its title, which says it all.
    pub fn beside_title(url: impl Into<String>) -> Self {
        Self { url: url.into(), alt: String::new(), srcset: String::new() }
    }

    /// A picture that needs telling.
    pub fn new(url: impl Into<String>, alt: impl Into<String>) -> Self {
        Self { url: url.into(), alt: alt.into(), srcset: String::new() }
    }

    /// With the same picture for narrower places.
    #[must_use]
    pub fn narrower(self, srcset: String) -> Self {
        Self { srcset, ..self }
    }
}

/// A price as it reads: `$12`, `Free`, `$0+`, `from $12`.
#[derive(Debug, Clone, Default)]
pub struct PriceTag {
    /// What it costs now.
    pub now: String,
    /// What it cost before, struck through.
    pub was: Option<String>,
}

impl PriceTag {
    /// An ordinary price.
    pub fn new(now: impl Into<String>) -> Self {
        Self { now: now.into(), was: None }
    }

    /// The same price, lowered from another.
    #[must_use]
    pub fn down_from(mut self, was: impl Into<String>) -> Self {
        self.was = Some(was.into());
        self
    }
}

/// What buyers think on average.
#[derive(Debug, Clone, Default)]
pub struct Rating {
    /// `4.8`.
    pub average: String,
    /// `1,204`.
    pub count: String,
    /// How much of five stars is filled, 0 to 100.
    pub filled: u8,
    /// There are too few for an average to say much: that is said instead.
    pub fresh: bool,
}

impl Rating {
    /// From the average in tenths of a star and the number of reviews; nothing while there are none.
    pub fn of(tenths: u8, count: u64) -> Option<Self> {
        (count > 0).then(|| Self {
            average: format!("{}.{}", tenths / 10, tenths % 10),
            count: grouped(count),
            filled: tenths.min(50) * 2,
            fresh: false,
        })
    }

    /// The same with too few reviews for an average to say much.
    #[must_use]
    pub fn fresh(self) -> Self {
        Self { fresh: true, ..self }
    }
}

/// Two letters on a colour, in place of a portrait.
#[derive(Debug, Clone, Default)]
pub struct Avatar {
    /// One or two letters.
    pub letters: String,
    /// One of eight colours, 1 to 8.
    pub hue: u8,
}

impl Avatar {
    /// The mark of this name, always the same for the same name.
    pub fn of(name: &str) -> Self {
        let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
        let letters = words.next().into_iter().chain(words.next_back()).flat_map(char::to_uppercase).take(2).collect();
        let sum = name.bytes().fold(7u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        Self { letters, hue: sum % 8 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_wait_for_reviews() {
        assert!(Rating::of(0, 0).is_none());
        let rating = Rating::of(48, 1204).unwrap();
        assert_eq!((rating.average.as_str(), rating.count.as_str(), rating.filled), ("4.8", "1,204", 96));
    }

    #[test]
    fn names_become_marks() {
        assert_eq!(Avatar::of("Tidepool Audio").letters, "TA");
        assert_eq!(Avatar::of("élan").letters, "É");
        assert_eq!(Avatar::of("The Big Font Co.").letters, "TC");
        assert_eq!(Avatar::of("–––").letters, "");
        assert_eq!(Avatar::of("Kestrel").hue, Avatar::of("Kestrel").hue);
        assert!((1..=8).contains(&Avatar::of("Marrow & Pine").hue));
    }
}
