//! The list of parts: a part comes and goes with its line here.

use crate::{
    features, flows,
    platform::{Feature, db::Stored, jobs, mail, web::Shop},
};

/// In alphabetical order, one line each.
pub(super) fn parts(shop: &Shop) -> Vec<Feature> {
    vec![
        features::accounts::feature(),
        features::alerts::feature(),
        features::api_keys::feature(),
        features::audit::feature(),
        features::carts::feature(),
        features::catalog::feature(),
        features::collections::feature(),
        features::delivery::feature(),
        features::discounts::feature(),
        features::exports::feature(),
        features::factors::feature(),
        features::gateway_events::feature(),
        features::invoices::feature(),
        features::ledger::feature(),
        features::licenses::feature(),
        features::mailboxes::feature(),
        features::orders::feature(),
        features::payouts::feature(),
        features::preferences::feature(),
        features::previews::feature(),
        features::recent_searches::feature(),
        features::refunds::feature(),
        features::saved_searches::feature(),
        features::search_rules::feature(),
        features::sellers::feature(),
        features::sessions::feature(),
        features::stock::feature(),
        features::uploads::feature(),
        features::wallets::feature(),
        features::taxes::feature(),
        features::wishlists::feature(),
        features::withdrawals::feature(),
        flows::account::feature(),
        flows::alerting::feature(),
        flows::basket::feature(),
        flows::browsing::feature(),
        flows::checkout::feature(),
        flows::collecting::feature(),
        flows::downloading::feature(),
        flows::editing::feature(),
        flows::giving::feature(),
        flows::invoicing::feature(shop),
        flows::library::feature(),
        flows::licensing::feature(shop),
        flows::past_sales::feature(),
        flows::payouts::feature(),
        flows::people::feature(),
        flows::previewing::feature(),
        flows::pricing::feature(),
        flows::receipt::feature(),
        flows::remembering::feature(),
        flows::searching::feature(),
        flows::second_factors::feature(),
        flows::selling::feature(),
        flows::signing_in::feature(),
        flows::storefront::feature(),
        flows::uploading::feature(),
        flows::wallet::feature(),
        flows::wishing::feature(),
        flows::withdrawing::feature(),
        jobs::feature(),
        mail::feature(),
    ]
}

/// All tables that they bring along.
pub(super) fn tables(parts: &[Feature]) -> Vec<&'static dyn Stored> {
    parts.iter().flat_map(|it| it.tables).copied().collect()
}
