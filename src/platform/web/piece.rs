//! Which piece of a list a program asks for: `?limit=` and `?cursor=`, the same everywhere.

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};
use utoipa::IntoParams;

use super::answer::{note, status};
use crate::base::{Cursor, Id, Kind, Limit, Result};

/// A piece of a list. Handlers take it as it is; the API's documents name its two parameters by `params(PieceParams)`.
#[derive(Debug, Clone)]
pub struct Piece {
    limit: usize,
    cursor: Option<Cursor>,
}

/// As the API's documents tell it.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PieceParams {
    /// 1 to 100, 24 unless asked otherwise.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// Where to go on: `next` of the answer before.
    pub cursor: Option<String>,
}

impl Piece {
    /// Reads what was asked for. What is no number is as wrong as a number out of bounds.
    ///
    /// # Errors
    /// Names the field `limit` or `cursor`.
    pub fn parse(limit: Option<&str>, cursor: Option<&str>) -> Result<Self> {
        let limit = Limit::parse(limit.map(|it| it.parse().unwrap_or(0)))?.get();
        Ok(Self { limit, cursor: cursor.map(Cursor::parse).transpose()? })
    }

    /// How many entries are wanted.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Where it begins, for a list that reads its own cursors.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// How many entries lie before it, in a list that is counted from the top.
    ///
    /// # Errors
    /// The cursor is that of another list.
    pub fn offset(&self) -> Result<usize> {
        self.cursor.as_ref().map_or(Ok(0), Cursor::offset)
    }

    /// The entry behind which it begins, in a list that is walked by identifiers.
    ///
    /// # Errors
    /// The cursor is that of another list.
    pub fn behind<K: Kind>(&self) -> Result<Option<Id<K>>> {
        let read = |it: &Cursor| it.bytes().try_into().map(Id::from_bytes).map_err(|_| Cursor::refused());
        self.cursor.as_ref().map(read).transpose()
    }

    /// The cursor of the next piece, where `at` entries have been told of `total`.
    pub fn next_at(at: usize, total: usize) -> Option<String> {
        (at < total).then(|| Cursor::at(at).encode())
    }

    /// Cuts `found`, of which one more was looked for than is wanted, and gives the cursor of the next piece.
    pub fn cut<T, K: Kind>(&self, found: &mut Vec<T>, id: impl Fn(&T) -> Id<K>) -> Option<String> {
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        let last = found.last().filter(|_| more)?;
        Some(Cursor::new(id(last).to_bytes()).encode())
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Piece {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let asked = |name: &str| request.query_value::<String>(name).and_then(Result::ok);
        match Self::parse(asked("limit").as_deref(), asked("cursor").as_deref()) {
            Ok(piece) => Outcome::Success(piece),
            Err(error) => {
                let status = status(error.kind);
                note(request, error);
                Outcome::Error((status, ()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Timestamp, UserId};

    #[test]
    fn a_list_is_walked_to_its_end() {
        let ids: Vec<_> = (0..5u8).map(|n| UserId::new(Timestamp::EPOCH, [n; 10])).collect();
        let mut cursor = None;
        let mut walked = Vec::new();
        loop {
            let piece = Piece::parse(Some("2"), cursor.as_deref()).unwrap();
            let behind: Option<UserId> = piece.behind().unwrap();
            let rest = ids.iter().filter(|it| behind.is_none_or(|behind| **it > behind));
            let mut found: Vec<_> = rest.take(piece.limit() + 1).copied().collect();
            cursor = piece.cut(&mut found, |it| *it);
            walked.extend(found);
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(walked, ids);
        for (limit, cursor) in [("0", ""), ("x", ""), ("101", ""), ("2", "§")] {
            assert!(Piece::parse(Some(limit), Some(cursor)).is_err());
        }
        assert!(Piece::parse(None, Some(&Cursor::at(3).encode())).unwrap().behind::<crate::base::UserKind>().is_err());
    }
}
