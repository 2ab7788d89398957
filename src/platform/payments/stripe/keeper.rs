//! Cards and other means that Stripe keeps for people: a customer of Stripe's for each, its page to add one (a Checkout
//! Session in setup mode, with a SetupIntent behind it) and its portal.

use std::{collections::HashMap, sync::Arc};

use serde_json::Value;
use stripe_billing::billing_portal_session::CreateBillingPortalSession;
use stripe_checkout::{CheckoutSessionMode, checkout_session::CreateCheckoutSession};
use stripe_core::customer;
use stripe_payment::payment_method::DetachPaymentMethod;
use stripe_types::Currency as Unit;

use super::{
    Refusal,
    api::{Api, is_reference},
    reading::text,
};
use crate::{
    base::{Currency, Email, Error, Result, UserId},
    platform::payments::{Keeper, SavedMethod, StripeConfig},
};

/// What Stripe keeps for people.
pub struct StripeKeeper {
    api: Arc<Api>,
    currency: Unit,
}

impl StripeKeeper {
    /// As it is set up, if it is. Means are kept for payments in `currency`.
    pub fn new(config: &StripeConfig, currency: Currency) -> Result<Option<Self>> {
        if !config.is_set() {
            return Ok(None);
        }
        let currency = currency.code().to_lowercase().parse().unwrap_or(Unit::USD);
        Ok(Some(Self { api: Arc::new(Api::new(config)?), currency }))
    }
}

#[rocket::async_trait]
impl Keeper for StripeKeeper {
    fn gateway(&self) -> &'static str {
        "stripe"
    }

    async fn open(&self, user: UserId, email: &Email) -> Result<String> {
        let ours = HashMap::from([("user".to_owned(), user.to_string())]);
        let request = customer::CreateCustomer::new().email(email.to_string()).metadata(ours);
        let made = self.api.act_anew(&request, &format!("{user}-customer")).await?;
        text(&made, "id").ok_or_else(unclear)
    }

    async fn all(&self, customer: &str) -> Result<Vec<SavedMethod>> {
        let list = customer::ListPaymentMethodsCustomer::new(checked(customer)?).limit(100);
        match self.api.look(&list).await {
            Ok(kept) => Ok(kept["data"].as_array().into_iter().flatten().filter_map(read).collect()),
            // Somebody has removed the customer in Stripe's own pages.
            Err(Refusal::Missing(_)) => Ok(Vec::new()),
            Err(other) => Err(other.into()),
        }
    }

    async fn add(&self, customer: &str, return_url: &str, key: &str) -> Result<String> {
        let request = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Setup)
            .currency(self.currency.clone())
            .customer(customer)
            .success_url(return_url)
            .cancel_url(return_url);
        address(&self.api.act_anew(&request, &format!("{key}-keep")).await?)
    }

    async fn manage(&self, customer: &str, return_url: &str, key: &str) -> Result<String> {
        let request = CreateBillingPortalSession::new().customer(customer).return_url(return_url);
        address(&self.api.act_anew(&request, &format!("{key}-portal")).await?)
    }

    async fn remove(&self, customer: &str, method: &str) -> Result<()> {
        let missing = || Error::not_found("There is no such payment method");
        if !is_reference(method) {
            return Err(missing());
        }
        // Another's is not found.
        let look = customer::RetrievePaymentMethodCustomer::new(checked(customer)?, method);
        match self.api.look(&look).await {
            Ok(_) => {}
            Err(Refusal::Missing(_) | Refusal::Refused(_)) => return Err(missing()),
            Err(other) => return Err(other.into()),
        }
        self.api.act_anew(&DetachPaymentMethod::new(method), &format!("{method}-detach")).await?;
        Ok(())
    }

    async fn forget(&self, customer: &str) -> Result<()> {
        match self.api.look(&customer::DeleteCustomer::new(checked(customer)?)).await {
            Ok(_) | Err(Refusal::Missing(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }
}

fn checked(customer: &str) -> Result<&str> {
    if is_reference(customer) { Ok(customer) } else { Err(Error::internal("a customer of Stripe without a name")) }
}

fn address(made: &Value) -> Result<String> {
    text(made, "url").filter(|it| it.starts_with("http")).ok_or_else(unclear)
}

fn read(kept: &Value) -> Option<SavedMethod> {
    let kind = text(kept, "type")?;
    let details = &kept[kind.as_str()];
    let brand = text(details, "brand").or_else(|| text(details, "bank_name")).unwrap_or_else(|| kind.replace('_', " "));
    let last = text(details, "last4").map(|it| format!(" ending in {it}")).or_else(|| text(details, "email"));
    let month = (details["exp_month"].as_u64(), details["exp_year"].as_u64());
    Some(SavedMethod {
        reference: text(kept, "id")?,
        label: format!("{}{}", capital(&brand), last.unwrap_or_default()),
        kind,
        expires: if let (Some(month), Some(year)) = month { Some(format!("{month:02}/{year}")) } else { None },
    })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn unclear() -> Error {
    Error::unavailable("Stripe's answer cannot be understood")
}
