//! What takes more than one feature. No flow knows another, and none has tables.

pub mod storefront;
