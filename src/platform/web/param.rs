//! Parts of a path as checked values: what does not parse is not found.

use rocket::request::FromParam;

use crate::base::{Error, Id, Kind, Result, Slug};

impl<K: Kind> FromParam<'_> for Id<K> {
    type Error = Error;

    fn from_param(segment: &str) -> Result<Self> {
        segment.parse()
    }
}

impl FromParam<'_> for Slug {
    type Error = Error;

    fn from_param(segment: &str) -> Result<Self> {
        Self::parse(segment)
    }
}
