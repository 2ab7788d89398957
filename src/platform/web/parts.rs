//! What several pages show, as finished strings: a card, a price, a rating, a pager. Templates only place them.

mod card;
mod file;
mod form;
mod pager;
mod side;
mod words;

pub use card::{Avatar, Card, Cover, PriceTag, Rating};
pub use file::{Checksum, FileIcon, Left, file_kind};
pub use form::{Choice, FieldIssue, Issues};
pub use pager::{PageLink, Pager};
pub use side::{SideGroup, SideLink, SideNav};
pub use words::{Crumb, Icon, Link, Note, Pill, SumRow, Tone, amount, counted, grouped, price, size};
