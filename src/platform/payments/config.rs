//! Who collects the shop's money, as the operator sets it.

use serde::{Deserialize, Serialize};

use crate::{
    base::{BaseUrl, Secret, Secrets},
    platform::web::Mode,
};

/// Who collects the shop's money. A gateway is offered when its keys are set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentsConfig {
    /// Cards, wallets and bank debits by Stripe.
    pub stripe: StripeConfig,
    /// PayPal.
    pub paypal: PaypalConfig,
    /// Bank transfer or invoice, marked as paid by hand.
    pub manual: ManualConfig,
}

/// An account at Stripe.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StripeConfig {
    /// The secret key, or a restricted one: `sk_live_...`, in test mode `sk_test_...`.
    #[serde(skip_serializing)]
    pub secret_key: Secret,
    /// What Stripe signs its events with: `whsec_...`. Several, while one follows another.
    #[serde(skip_serializing)]
    pub webhook_secret: Secrets,
    /// Another server that speaks Stripe's API.
    pub api_base: Option<BaseUrl>,
}

/// An application at PayPal.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaypalConfig {
    /// The client id of the application.
    pub client_id: String,
    /// Its secret.
    #[serde(skip_serializing)]
    pub client_secret: Secret,
    /// The id of the webhook that PayPal sends its events to; it is needed to prove them.
    pub webhook_id: String,
    /// Another server that speaks PayPal's API.
    pub api_base: Option<BaseUrl>,
}

/// Money that comes by itself and is marked as paid by hand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ManualConfig {
    /// What it is called at the checkout.
    pub title: String,
    /// What buyers have to do in order to pay, such as the account to send money to. It is offered when this is set.
    pub instructions: String,
}

impl Default for ManualConfig {
    fn default() -> Self {
        Self { title: "Bank transfer".into(), instructions: String::new() }
    }
}

/// Where Stripe has people pay, look after their cards, and link their accounts.
const STRIPE_SITES: [&str; 3] =
    ["https://checkout.stripe.com", "https://billing.stripe.com", "https://connect.stripe.com"];
const PAYPAL: &str = "https://api-m.paypal.com";
const PAYPAL_SANDBOX: &str = "https://api-m.sandbox.paypal.com";

impl PaymentsConfig {
    /// Refuses what would let strangers in or send money the wrong way, in words for the operator.
    pub fn check(&self, mode: Mode) -> Result<(), String> {
        self.stripe.check(mode)?;
        self.paypal.check(mode)?;
        let title = self.manual.title.trim().chars().count();
        if !(1..=40).contains(&title) {
            return Err("payments.manual.title: write 1 to 40 characters".into());
        }
        if self.manual.instructions.len() > 4000 {
            return Err("payments.manual.instructions: write at most 4000 characters".into());
        }
        Ok(())
    }

    /// The sites of those that are set up, to which forms of the shop may lead.
    pub fn sites(&self, mode: Mode) -> Vec<String> {
        let mut sites = Vec::new();
        if self.stripe.is_set() {
            sites.extend(STRIPE_SITES.map(String::from));
            sites.extend(self.stripe.api_base.as_ref().map(BaseUrl::to_string));
        }
        if self.paypal.is_set() {
            sites.push(
                if mode == Mode::Test { "https://www.sandbox.paypal.com" } else { "https://www.paypal.com" }.into(),
            );
            sites.extend(self.paypal.api_base.as_ref().map(BaseUrl::to_string));
        }
        sites
    }
}

impl StripeConfig {
    /// Whether it is offered.
    pub fn is_set(&self) -> bool {
        !self.secret_key.is_empty()
    }

    fn check(&self, mode: Mode) -> Result<(), String> {
        if !self.is_set() {
            return match self.webhook_secret.all() {
                [] => Ok(()),
                _ => Err("payments.stripe.secret_key: it is missing, while there is a webhook_secret".into()),
            };
        }
        let (wanted, other) = if mode == Mode::Test { ("test", "live") } else { ("live", "test") };
        let key = self.secret_key.expose();
        let rest = ["sk_", "rk_"].iter().find_map(|it| key.strip_prefix(it));
        match rest {
            Some(rest) if rest.starts_with(&format!("{wanted}_")) => {}
            Some(_) => {
                return Err(format!(
                    "payments.stripe.secret_key: a shop in {wanted} mode takes no {other} key; \
                     write the one that begins with sk_{wanted}_ or rk_{wanted}_"
                ));
            }
            None => {
                return Err(format!("payments.stripe.secret_key: write the key that begins with sk_{wanted}_"));
            }
        }
        if !self.webhook_secret.are_set() {
            return Err("payments.stripe.webhook_secret: it is missing or empty, so that anybody could claim to have \
                        paid; write the signing secret of your webhook at Stripe (whsec_...)"
                .into());
        }
        is_safe("payments.stripe.api_base", self.api_base.as_ref())
    }
}

impl PaypalConfig {
    /// Whether it is offered.
    pub fn is_set(&self) -> bool {
        !self.client_id.trim().is_empty() && !self.client_secret.is_empty()
    }

    /// Where its API is.
    pub fn api(&self, mode: Mode) -> String {
        let usual = if mode == Mode::Test { PAYPAL_SANDBOX } else { PAYPAL };
        self.api_base.as_ref().map_or_else(|| usual.to_owned(), BaseUrl::to_string)
    }

    fn check(&self, mode: Mode) -> Result<(), String> {
        match (self.client_id.trim().is_empty(), self.client_secret.is_empty()) {
            (true, true) => return Ok(()),
            (true, false) => return Err("payments.paypal.client_id: it is missing".into()),
            (false, true) => return Err("payments.paypal.client_secret: it is missing".into()),
            (false, false) => {}
        }
        if self.webhook_id.trim().is_empty() {
            return Err(
                "payments.paypal.webhook_id: it is missing, and without it no event can be proved to come from \
                        PayPal; copy the id of your webhook from the application's page at PayPal"
                    .into(),
            );
        }
        let other = if mode == Mode::Test { PAYPAL } else { PAYPAL_SANDBOX };
        if self.api(mode) == other {
            let mode = if mode == Mode::Test { "test" } else { "live" };
            return Err(format!("payments.paypal.api_base: a shop in {mode} mode does not collect at {other}"));
        }
        is_safe("payments.paypal.api_base", self.api_base.as_ref())
    }
}

/// Keys are sent through TLS, or not beyond this machine.
fn is_safe(setting: &str, api: Option<&BaseUrl>) -> Result<(), String> {
    let is_near = |it: &BaseUrl| {
        let host = it.host();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        matches!(name, "127.0.0.1" | "localhost" | "[::1]")
    };
    match api {
        Some(api) if !api.is_https() && !is_near(api) => Err(format!("{setting}: write an address with https://")),
        _ => Ok(()),
    }
}
