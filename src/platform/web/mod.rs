//! How requests come in and answers go out.

pub mod assets;
mod frame;
pub mod parts;
pub mod theme;

pub use assets::{asset, icon};
pub use frame::{Frame, NavItem};
pub use theme::Theme;
