//! What a buyer owns, opened by a link that came by mail.

pub mod view;
