//! Reviews in pieces: of a product in four orders, narrowed by stars and by whether the seller replied; of a seller; of all.

use std::collections::BTreeMap;

use super::{
    Review, State,
    store::{BY_STATE, LISTED, NARROWED, OF_SELLER, REVIEWS},
};
use crate::{
    base::{Cursor, Error, ProductId, Result, ReviewId, SellerId, Timestamp},
    platform::db::{Key, Reads},
};

/// So many entries are looked at at most for one piece of the moderators' list.
pub const LOOK_BACK: usize = 5_000;

/// In which order the reviews of a product stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// What most found helpful first; among equals the newest.
    #[default]
    Helpful,
    /// The newest first.
    Newest,
    /// The most stars first.
    Highest,
    /// The fewest stars first.
    Lowest,
}

impl Sort {
    /// All there are, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Helpful, Self::Newest, Self::Highest, Self::Lowest];

    /// As programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Helpful => "helpful",
            Self::Newest => "newest",
            Self::Highest => "highest",
            Self::Lowest => "lowest",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Helpful => "Most helpful",
            Self::Newest => "Newest",
            Self::Highest => "Most stars",
            Self::Lowest => "Fewest stars",
        }
    }

    /// Its place in the order of keys; never changes, since it is stored.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Newest => 1,
            Self::Helpful => 3,
            Self::Highest => 5,
            Self::Lowest => 7,
        }
    }

    /// What is compared before the moment.
    pub(super) fn rank(self, it: &Review) -> u32 {
        match self {
            Self::Newest => 0,
            Self::Helpful => it.helpful,
            Self::Highest => it.stars.into(),
            Self::Lowest => 10 - u32::from(it.stars.min(10)),
        }
    }
}

impl std::str::FromStr for Sort {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.word() == text);
        found.ok_or_else(|| Error::invalid("sort", "Choose helpful, newest, highest or lowest"))
    }
}

/// Which reviews of a product somebody wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Only those with so many stars.
    pub stars: Option<u8>,
    /// Only those that the seller replied to.
    pub replied: bool,
    /// In which order.
    pub sort: Sort,
}

impl Wanted {
    /// Reads what stands in an address; all that is missing is as usual.
    ///
    /// # Errors
    /// Names the field `stars`, `replied` or `sort`.
    pub fn parse(stars: Option<&str>, replied: Option<&str>, sort: Option<&str>) -> Result<Self> {
        let said = |it: Option<&str>| it.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
        let stars = said(stars).map(|it| match it.parse() {
            Ok(stars @ 1..=5) => Ok(stars),
            _ => Err(Error::invalid("stars", "Write 1 to 5")),
        });
        let replied = match said(replied).as_deref() {
            None | Some("0" | "false") => false,
            Some("1" | "true") => true,
            Some(_) => return Err(Error::invalid("replied", "Write true or false")),
        };
        let sort = said(sort).map_or(Ok(Sort::default()), |it| it.parse())?;
        Ok(Self { stars: stars.transpose()?, replied, sort })
    }

    /// The same as it stands behind the question mark of an address; empty for what is usual.
    pub fn query(&self) -> String {
        let stars = self.stars.map(|it| format!("stars={it}"));
        let replied = self.replied.then(|| "replied=1".to_owned());
        let sort = (self.sort != Sort::default()).then(|| format!("sort={}", self.sort.word()));
        [stars, replied, sort].into_iter().flatten().collect::<Vec<_>>().join("&")
    }

    /// Whether it is all reviews of the product that are wanted.
    fn is_all(self) -> bool {
        self.stars.is_none() && !self.replied
    }

    /// Among reviews with as many stars, the order of stars is that of time.
    fn order(self) -> Sort {
        match self.sort {
            Sort::Highest | Sort::Lowest if self.stars.is_some() => Sort::Newest,
            sort => sort,
        }
    }

    /// The number of the list that is wanted; never changes, since it is stored.
    fn list(self) -> u8 {
        self.order().number() + 10 * self.stars.unwrap_or(0).min(9) + if self.replied { 100 } else { 0 }
    }

    /// The narrowed lists in which `it` stands, each with what is compared there before the moment.
    pub(super) fn narrowed(it: &Review) -> impl Iterator<Item = (u8, u32)> {
        let lists = [None, Some(it.stars)].into_iter().flat_map(|stars| {
            let sorted = move |replied| Sort::ALL.map(|sort| Self { stars, replied, sort });
            sorted(false).into_iter().chain(sorted(true))
        });
        let (is_answered, all) = (it.reply.is_some(), lists.filter(|wanted| !wanted.is_all()));
        let its = all.filter(move |wanted| is_answered || !wanted.replied).map(|it| (it.list(), it.order()));
        // Two orders can be one list.
        its.collect::<BTreeMap<_, _>>().into_iter().map(|(list, sort)| (list, sort.rank(it)))
    }
}

/// Up to `limit` reviews of a product that everyone sees, behind `cursor`; and where to go on, if there is more.
///
/// # Errors
/// The cursor is that of another list.
pub fn listed(
    txn: &impl Reads,
    product: ProductId,
    wanted: Wanted,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<(Vec<Review>, Option<Cursor>)> {
    let (index, list, sort) = (if wanted.is_all() { &LISTED } else { &NARROWED }, wanted.list(), wanted.order());
    let keys = match cursor.map(|it| Place::read(it, list)).transpose()? {
        None => index.of(&(product, list)),
        Some(Place(rank, at, id)) => index.between(&(product, list), &(product, list, rank, at, id)),
    };
    let mut found = keys.newest_first().limit(limit + 1).records(txn, &REVIEWS)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|it| Place::of(sort, it).cursor(list));
    Ok((found, next))
}

/// Where a piece ended: what the order compares, without the product.
#[derive(Debug, Clone, Copy)]
struct Place(u32, Timestamp, ReviewId);

impl Place {
    fn of(sort: Sort, it: &Review) -> Self {
        Self(sort.rank(it), it.created, it.id)
    }

    fn cursor(self, list: u8) -> Cursor {
        Cursor::new((list, self.0, self.1, self.2).bytes())
    }

    /// # Errors
    /// It is not ours, or that of another list.
    fn read(cursor: &Cursor, list: u8) -> Result<Self> {
        let mut bytes = cursor.bytes();
        match <(u8, u32, Timestamp, ReviewId)>::read(&mut bytes) {
            Some((of, rank, at, id)) if of == list && bytes.is_empty() => Ok(Self(rank, at, id)),
            _ => Err(Cursor::refused()),
        }
    }
}

/// Up to `limit` reviews of what somebody sells, behind the first `from` of them: those that wait for a reply first, each
/// part newest first. And how many there are in all, and how many wait.
pub fn of_seller(txn: &impl Reads, seller: SellerId, from: usize, limit: usize) -> Result<(Vec<Review>, usize, usize)> {
    let some = OF_SELLER.of(&seller).newest_first().skip(from).limit(limit).records(txn, &REVIEWS)?;
    Ok((some, OF_SELLER.of(&seller).count(txn)?, waiting(txn, seller)?))
}

/// How many reviews of what somebody sells wait for a reply.
pub fn waiting(txn: &impl Reads, seller: SellerId) -> Result<usize> {
    OF_SELLER.of(&(seller, true)).count(txn)
}

/// Up to `limit` of all reviews, newest first, beginning behind `before`: only those in this state and with so many stars,
/// if that is given. [`LOOK_BACK`] reviews are looked at; where to go on is said, if there may be more.
pub fn page(
    txn: &impl Reads,
    state: Option<State>,
    stars: Option<u8>,
    before: Option<ReviewId>,
    limit: usize,
) -> Result<(Vec<Review>, Option<ReviewId>)> {
    let look = if stars.is_some() { LOOK_BACK } else { limit + 1 };
    let mut all = match state {
        Some(state) => {
            let number = state.number();
            let keys = match before {
                None => BY_STATE.of(&number),
                Some(before) => BY_STATE.between(&number, &(number, before)),
            };
            keys.newest_first().limit(look).records(txn, &REVIEWS)?
        }
        None => REVIEWS.newest(txn, before, look)?,
    };
    let looked = all.len();
    let last = all.last().map(|it| it.id);
    all.retain(|it| stars.is_none_or(|stars| it.stars == stars));
    if all.len() > limit {
        all.truncate(limit);
        let next = all.last().map(|it| it.id);
        return Ok((all, next));
    }
    Ok((all, last.filter(|_| looked == look)))
}
