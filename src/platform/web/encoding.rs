//! What a visitor can unpack (RFC 9110, section 12.5.3).

use rocket::Request;

/// The content codings that a request takes.
pub(super) struct Encodings<'r>(Vec<&'r str>);

impl<'r> Encodings<'r> {
    /// As its headers say.
    pub fn of(request: &'r Request<'_>) -> Self {
        Self(request.headers().get("Accept-Encoding").collect())
    }

    /// Whether `coding` is taken: named, or meant by `*`, with a weight above nothing.
    pub fn take(&self, coding: &str) -> bool {
        let weight = |name: &str| {
            let offers = self.0.iter().flat_map(|it| it.split(',')).filter_map(offer);
            offers.filter(|(offered, _)| offered.eq_ignore_ascii_case(name)).map(|(_, weight)| weight).next_back()
        };
        weight(coding).or_else(|| weight("*")).is_some_and(|it| it > 0.0)
    }
}

/// Name and weight. A weight that cannot be read refuses, since what is sent plain always arrives.
fn offer(text: &str) -> Option<(&str, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|it| !it.is_empty())?;
    let weight = parts.find_map(|it| it.split_once('=').filter(|(key, _)| key.trim().eq_ignore_ascii_case("q")));
    let weight = weight.map_or(Some(1.0), |(_, it)| it.trim().parse().ok().filter(|it| (0.0..=1.0).contains(it)));
    Some((name, weight.unwrap_or(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_weight_of_nothing_refuses() {
        for (header, taken) in [
            ("br", true),
            ("gzip, deflate, br", true),
            ("br;q=0.5", true),
            ("gzip;q=1.0, BR ; Q=0.001", true),
            ("*", true),
            ("gzip, *;q=0.1", true),
            ("br;q=0", false),
            ("br;q=0.000", false),
            ("br;q=0, *", false),
            ("*;q=0", false),
            ("*;q=0, br", true),
            ("br;q=much", false),
            ("br;q=NaN", false),
            ("brotli", false),
            ("identity", false),
            (", ;q=1", false),
            ("", false),
        ] {
            assert_eq!(Encodings(vec![header]).take("br"), taken, "{header}");
        }
        assert!(Encodings(vec!["gzip", "br"]).take("br"), "a header may come twice");
    }
}
