//! Accounts of sellers at Stripe (Connect, Express accounts), transfers to them, and transfers taken back.

use std::{collections::HashMap, sync::Arc};

use stripe_connect::{
    account::{
        CreateAccount, CreateAccountCapabilities, CreateAccountCapabilitiesTransfers, CreateAccountType,
        RetrieveAccount,
    },
    account_link::{CreateAccountLink, CreateAccountLinkType},
    transfer::{CreateTransfer, ListTransfer},
    transfer_reversal::{CreateIdTransferReversal, ListIdTransferReversal},
};
use stripe_types::Currency;

use super::{
    api::{Api, is_reference},
    reading::text,
    units::to_stripe,
};
use crate::{
    base::{Email, Error, Money, Result, SellerId},
    platform::payments::{Payee, Payees, StripeConfig, Transfer},
};

/// What Stripe keeps for sellers.
pub struct StripePayees(Arc<Api>);

impl StripePayees {
    /// As it is set up, if it is.
    pub fn new(config: &StripeConfig) -> Result<Option<Self>> {
        if config.is_set() { Ok(Some(Self(Arc::new(Api::new(config)?)))) } else { Ok(None) }
    }
}

#[rocket::async_trait]
impl Payees for StripePayees {
    async fn open(&self, seller: SellerId, email: &Email) -> Result<String> {
        let transfers = CreateAccountCapabilitiesTransfers { requested: Some(true) };
        let capabilities = CreateAccountCapabilities { transfers: Some(transfers), ..CreateAccountCapabilities::new() };
        let request = CreateAccount::new()
            .type_(CreateAccountType::Express)
            .email(email.to_string())
            .capabilities(capabilities)
            .metadata(HashMap::from([("seller".to_owned(), seller.to_string())]));
        let made = self.0.act_anew(&request, &format!("{seller}-account")).await?;
        text(&made, "id").ok_or_else(unclear)
    }

    async fn link(&self, account: &str, return_url: &str, again_url: &str, key: &str) -> Result<String> {
        let request = CreateAccountLink::new(checked(account)?, CreateAccountLinkType::AccountOnboarding)
            .return_url(return_url)
            .refresh_url(again_url);
        let made = self.0.act_anew(&request, &format!("{key}-link")).await?;
        text(&made, "url").filter(|it| it.starts_with("http")).ok_or_else(unclear)
    }

    async fn ask(&self, account: &str) -> Result<Payee> {
        let said = self.0.look(&RetrieveAccount::new(checked(account)?)).await?;
        read(&said).ok_or_else(unclear)
    }

    async fn send(&self, what: &Transfer) -> Result<String> {
        let name = what.id.to_string();
        let currency: Currency = what.amount.currency.code().to_lowercase().parse().unwrap_or(Currency::USD);
        let request = CreateTransfer::new(currency, checked(&what.account)?)
            .amount(units(what.amount)?)
            .description(what.description.clone())
            .transfer_group(name.clone())
            .metadata(HashMap::from([("transfer".to_owned(), name.clone())]));
        let list = ListTransfer::new().transfer_group(name.clone()).limit(100);
        let is_ours = |it: &serde_json::Value| it["metadata"]["transfer"].as_str() == Some(name.as_str());
        let made = self.0.act_once(&request, &format!("{name}-transfer"), &list, is_ours).await?;
        text(&made, "id").ok_or_else(unclear)
    }

    async fn take_back(&self, transfer: &str, amount: Money, key: &str) -> Result<String> {
        let transfer = checked(transfer)?;
        let request = CreateIdTransferReversal::new(transfer)
            .amount(units(amount)?)
            .metadata(HashMap::from([("for".to_owned(), key.to_owned())]));
        let list = ListIdTransferReversal::new(transfer).limit(100);
        let is_ours = |it: &serde_json::Value| it["metadata"]["for"].as_str() == Some(key);
        let made = self.0.act_once(&request, &format!("{key}-reversal"), &list, is_ours).await?;
        text(&made, "id").ok_or_else(unclear)
    }
}

/// How an account stands, as Stripe writes it.
pub(super) fn read(said: &serde_json::Value) -> Option<Payee> {
    let missing = said["requirements"]["currently_due"].as_array().into_iter().flatten();
    Some(Payee {
        reference: text(said, "id")?,
        can_receive: said["capabilities"]["transfers"].as_str() == Some("active"),
        is_paid_out: said["payouts_enabled"].as_bool().unwrap_or(false),
        missing: missing.filter_map(|it| it.as_str().map(str::to_owned)).collect(),
    })
}

fn checked(name: &str) -> Result<&str> {
    if is_reference(name) { Ok(name) } else { Err(Error::conflict("This account is not linked")) }
}

fn units(amount: Money) -> Result<i64> {
    to_stripe(amount).ok_or_else(|| Error::conflict("Stripe does not send this exact amount"))
}

fn unclear() -> Error {
    Error::unavailable("Stripe's answer cannot be understood")
}
