//! The words that every part of the shop shares: no I/O, no sockets, no clock.

mod costs;
mod country;
mod digest;
mod email;
mod error;
mod event;
mod heat;
pub mod id;
pub mod links;
mod local_path;
mod money;
mod paging;
mod role;
mod secret;
mod slug;
mod split;
pub mod text;
mod time;

pub use costs::{LineDiscount, LineTax, rate_in_words};
pub use country::Country;
pub use digest::Digest;
pub use email::Email;
pub use error::{Error, ErrorKind, Result};
pub use event::Event;
pub use heat::Heat;
pub use id::*;
pub use links::BaseUrl;
pub use local_path::LocalPath;
pub use money::{Currency, Money};
pub use paging::{Cursor, Limit, Listing};
pub use role::Role;
pub use secret::{Secret, Secrets};
pub use slug::Slug;
pub use time::Timestamp;
