//! How requests come in and answers go out.

mod answer;
pub mod assets;
mod audience;
mod body;
mod client;
mod cors;
pub mod docs;
mod encoding;
mod error_page;
mod fragment;
mod frame;
pub mod guards;
mod health;
mod idempotency;
mod identity;
mod input;
mod keepsake;
mod kept;
mod live;
mod office;
mod page;
mod param;
pub mod parts;
mod piece;
pub mod range;
mod ranged;
mod request_id;
mod revision;
pub mod server;
mod shield;
mod shop;
pub mod socket;
pub mod theme;
mod throttle;
mod upload;

use rocket::{Build, Rocket};

pub use answer::{is_of_program, note, refuse, status, wants_json};
pub use assets::{asset, icon};
pub use audience::Program;
pub use body::{Body, Created, Json};
pub use client::{ClientAddress, Proxies};
pub use cors::Origins;
pub use error_page::ErrorPage;
pub use fragment::{Addressed, Fragment};
pub use frame::{Absent, Frame, NavItem, Surroundings};
pub use health::{Readiness, Ready};
pub use idempotency::IdempotencyKey;
pub use identity::{Door, Identity, Scope, Via, form_token, identity};
pub use input::{Form, LongForm, OwnForm, SealedForm, SealedJson};
pub use keepsake::{Keepsake, Named, VisitorToken};
pub use kept::{Pages, Shown, packed};
pub use live::{NotForeign, SameOrigin, ended};
pub use office::{Office, OfficeEntry, OfficeMenu};
pub use page::Page;
pub use piece::{Piece, PieceParams};
pub use ranged::{RangeAsked, Ranged};
pub use request_id::{PlainRead, RequestLog, request_id};
pub use revision::{IfMatch, Revised, Revision};
pub use shield::ContentPolicy;
pub use shop::{Imprint, Mode, Shop};
pub use theme::Theme;
pub use throttle::{Limited, Throttle};
pub use upload::{FormFile, FormFileLimit, SealedFiles, SealedTable, SealedUpload, SentTable, UploadLimit};

use super::clock::Chance;

/// What every shop's server has, whatever it sells: the assets, the shield, the log, errors as answers.
pub fn mount(rocket: Rocket<Build>, chance: Chance) -> Rocket<Build> {
    rocket
        .attach(RequestLog(chance))
        // Ours instead of Rocket's own, whose values differ.
        .attach(rocket::shield::Shield::new())
        .attach(shield::Shield)
        .attach(cors::Cors)
        .mount("/", assets::routes())
        .mount("/", theme::routes())
        .mount("/", shield::routes())
        .mount("/", cors::routes())
        .mount("/", health::routes())
        .register("/", answer::catchers())
}
