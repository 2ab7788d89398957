//! Stretches of time, as people write them.

use super::{super::Period, words::Words};
use crate::base::Day;

const MONTHS: [&str; 12] = [
    "january|jan|januar|janvier|enero",
    "february|feb|februar|février|febrero",
    "march|mar|märz|mars|marzo",
    "april|apr|avril|abril",
    "may|mai|mayo",
    "june|jun|juni|juin|junio",
    "july|jul|juli|juillet|julio",
    "august|aug|août|agosto",
    "september|sep|sept|septembre|septiembre",
    "october|oct|oktober|octobre|octubre",
    "november|nov|novembre|noviembre",
    "december|dec|dezember|décembre|diciembre",
];

fn month(word: &str) -> Option<i8> {
    (1..).zip(MONTHS).find(|(_, names)| names.split('|').any(|it| it == word)).map(|(number, _)| number)
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|it| (1990..=2200).contains(it))
}

fn count(word: &str) -> Option<u32> {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let spelled = WORDS.iter().position(|it| *it == word).and_then(|it| u32::try_from(it).ok());
    spelled.or_else(|| word.parse().ok()).filter(|it| (1..=5_000).contains(it))
}

/// The days that the words speak of, if they do.
pub(super) fn period(words: &mut Words, today: Day) -> Option<Period> {
    between(words, today)
        .or_else(|| since(words, today))
        .or_else(|| running(words, today))
        .or_else(|| last_so_many(words, today))
        .or_else(|| quarter(words, today))
        .or_else(|| named(words, today))
}

/// `between 1 ... and ...`, `from ... to ...`, of days and months.
fn between(words: &mut Words, today: Day) -> Option<Period> {
    let ends = |word: &str| moment(word, today).is_some();
    let found = words.take_with(|at, word| match at {
        0 => Some(matches!(word, "between" | "from")),
        1 | 3 => Some(ends(word)),
        2 => Some(matches!(word, "and" | "to" | "until" | "till" | "through")),
        _ => None,
    })?;
    let (from, to) = (moment(&found[1], today)?, moment(&found[3], today)?);
    Some(Period::new(from.from, to.to))
}

/// `since March`, `since 2025`, `from 2026-10-03 on`.
fn since(words: &mut Words, today: Day) -> Option<Period> {
    let found = words.take_with(|at, word| match at {
        0 => Some(matches!(word, "since" | "seit" | "depuis" | "desde")),
        1 => Some(moment(word, today).is_some()),
        _ => None,
    })?;
    Some(Period::new(moment(&found[1], today)?.from.min(today), today))
}

/// A day, a month or a year that one word names.
fn moment(word: &str, today: Day) -> Option<Period> {
    if let Ok(day) = Day::parse(word) {
        return Some(Period::new(day, day));
    }
    if let Some(year) = year(word) {
        return Day::new(year, 1, 1).map(Period::year);
    }
    month(word).and_then(|it| latest(it, today)).map(Period::month)
}

/// The last month of that number that has begun.
fn latest(month: i8, today: Day) -> Option<Day> {
    let this = Day::new(today.year(), month, 1)?;
    if this <= today { Some(this) } else { Day::new(today.year() - 1, month, 1) }
}

/// `today`, `this month`, `last year`.
fn running(words: &mut Words, today: Day) -> Option<Period> {
    if words.take(&["today|heute"]).is_some() {
        return Some(Period::new(today, today));
    }
    if words.take(&["yesterday|gestern"]).is_some() {
        return Some(Period::new(today.back(1), today.back(1)));
    }
    if words.take(&["all", "time"]).is_some()
        || words.take(&["so", "far"]).is_some()
        || words.take(&["ever|always"]).is_some()
    {
        let first = Day::new(today.year() - 20, 1, 1).unwrap_or(today);
        return Some(Period::new(first, today));
    }
    let this = words.take(&["this|current|diese|diesen|dieses", "week|month|quarter|year|woche|monat|quartal|jahr"]);
    if let Some(found) = this {
        let whole = of(&found[1], today);
        return Some(Period::new(whole.from, today));
    }
    let pattern = ["last|previous|letzte|letzten|letztes", "week|month|quarter|year|woche|monat|quartal|jahr"];
    let found = words.take(&pattern)?;
    let whole = of(&found[1], today);
    Some(of(&found[1], whole.from.back(1)))
}

fn of(unit: &str, day: Day) -> Period {
    match unit {
        "week" | "woche" => Period::week(day),
        "month" | "monat" => Period::month(day),
        "quarter" | "quartal" => Period::quarter(day),
        _ => Period::year(day),
    }
}

/// `last 30 days`, `past three months`.
fn last_so_many(words: &mut Words, today: Day) -> Option<Period> {
    let unit =
        |word: &str| matches!(word, "days" | "day" | "weeks" | "months" | "years" | "tage" | "wochen" | "monate");
    let found = words.take_with(|at, word| match at {
        0 => Some(matches!(word, "last" | "past" | "previous" | "letzten" | "recent")),
        1 => Some(count(word).is_some()),
        2 => Some(unit(word)),
        _ => None,
    })?;
    let number = count(&found[1])?;
    let months = |it: u32| i32::try_from(it).unwrap_or(i32::MAX);
    let from = match found[2].as_str() {
        "weeks" | "wochen" => return Some(Period::last(number.saturating_mul(7), today)),
        "months" | "monate" => today.months_back(months(number)).next(),
        "years" => today.months_back(months(number.saturating_mul(12))).next(),
        _ => return Some(Period::last(number, today)),
    };
    Some(Period::new(from, today))
}

/// `Q3`, `Q3 2025`.
fn quarter(words: &mut Words, today: Day) -> Option<Period> {
    let number = |word: &str| match word {
        "q1" => Some(1),
        "q2" => Some(4),
        "q3" => Some(7),
        "q4" => Some(10),
        _ => None,
    };
    let with_year = words.take_with(|at, word| match at {
        0 => Some(number(word).is_some()),
        1 => Some(year(word).is_some()),
        _ => None,
    });
    let (month, year) = match with_year {
        Some(found) => (number(&found[0])?, year(&found[1])?),
        None => {
            let found = words.take_with(|at, word| (at == 0).then(|| number(word).is_some()))?;
            let month = number(&found[0])?;
            (month, latest(month, today)?.year())
        }
    };
    Day::new(year, month, 1).map(Period::quarter)
}

/// `2026-11-02`, `5 November 2026`, `November 5`, `October 2025`, `October`, `2025`.
fn named(words: &mut Words, today: Day) -> Option<Period> {
    if let Some(found) = words.take_with(|at, word| (at == 0).then(|| Day::parse(word).is_ok())) {
        return moment(&found[0], today);
    }
    let in_month = |word: &str| day_of(word).is_some();
    for with_year in [true, false] {
        for swapped in [false, true] {
            let found = words.take_with(|at, word| match (at, swapped) {
                (0, false) | (1, true) => Some(in_month(word)),
                (1, false) | (0, true) => Some(month(word).is_some()),
                (2, _) if with_year => Some(year(word).is_some()),
                _ => None,
            });
            if let Some(found) = found {
                let (day, name) = if swapped { (&found[1], &found[0]) } else { (&found[0], &found[1]) };
                let number = month(name)?;
                let in_year = found.get(2).and_then(|it| year(it));
                let in_year = in_year.or_else(|| latest(number, today).map(Day::year))?;
                let day = Day::new(in_year, number, day_of(day)?)?;
                return Some(Period::new(day, day));
            }
        }
    }
    let found = words.take_with(|at, word| match at {
        0 => Some(month(word).is_some()),
        1 => Some(year(word).is_some()),
        _ => None,
    });
    if let Some(found) = found {
        return Day::new(year(&found[1])?, month(&found[0])?, 1).map(Period::month);
    }
    // "May" alone may be a word; behind "in" it is a month.
    let behind = words.take_with(|at, word| match at {
        0 => Some(matches!(word, "in" | "during" | "for" | "im" | "en")),
        1 => Some(month(word).is_some() || year(word).is_some()),
        _ => None,
    });
    if let Some(found) = behind {
        return moment(&found[1], today);
    }
    let found = words.take_with(|at, word| {
        (at == 0).then(|| month(word).is_some() && !matches!(word, "may" | "mar" | "march") || year(word).is_some())
    })?;
    moment(&found[0], today)
}

/// `5`, `5th`, `1st`.
fn day_of(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let fits = matches!(ending, "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|it| fits && (1..=31).contains(it))
}
