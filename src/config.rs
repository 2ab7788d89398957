//! The settings of an operator: `config.toml`, then `BODEGA_*` variables, then flags; later ones win.
//!
//! Unknown keys and bad values are refused with the place they stand at and what is allowed.

use std::{
    fs,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{
    base::{BaseUrl, Country, Currency, Error, Money, Result, text},
    features::{delivery::SendBy, taxes::VatNumber, uploads::UploadsConfig},
    platform::{
        files::{FilesConfig, Home},
        limits::LimitsConfig,
        llm::LlmSettings,
        mail::MailConfig,
        payments::PaymentsConfig,
        search::Stemming,
        web::{Imprint, Mode, Origins, Shop},
    },
};

/// All settings. Every key may be left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What the shop is called and how it sells.
    pub shop: ShopConfig,
    /// Where it listens.
    pub server: ServerConfig,
    /// Where it keeps its data.
    pub data: DataConfig,
    /// Where it keeps the files that it sells.
    pub files: FilesConfig,
    /// How buyers get their files.
    pub delivery: DeliveryConfig,
    /// What sellers may upload.
    pub uploads: UploadsConfig,
    /// How things are found.
    pub search: SearchConfig,
    /// How its assistant talks.
    pub assistant: AssistantConfig,
    /// What it asks buyers.
    pub reviews: ReviewsConfig,
    /// What its invoices say.
    pub invoices: InvoicesConfig,
    /// How it sends mail.
    pub mail: MailConfig,
    /// Who collects its money.
    pub payments: PaymentsConfig,
    /// Who answers for its assistant.
    pub llm: LlmSettings,
    /// Whom it trusts.
    pub security: SecurityConfig,
    /// How often it may be asked.
    pub limits: LimitsConfig,
    /// What it writes to the log.
    pub log: LogConfig,
}

/// What the shop is called and how it sells.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShopConfig {
    /// Its name.
    pub name: String,
    /// One sentence about it, in the footer and for search engines.
    pub about: String,
    /// Where people write to.
    pub contact: Option<String>,
    /// Where it is reached from outside, such as `https://shop.example.com`.
    pub base_url: Option<BaseUrl>,
    /// The one currency of all prices, by its code in ISO 4217.
    pub currency: Currency,
    /// The country that it sells from, by two letters; for tax.
    pub country: Option<Country>,
    #[serde(rename = "vat_number", skip_serializing)]
    moved_vat_number: MovedVatNumber,
    /// Whether prices contain the tax, rather than the tax being added to them.
    pub prices_include_tax: bool,
    /// Whether an order may use several discounts, one after another.
    pub stack_discounts: bool,
    /// `live`, or `test` to offer the test gateway.
    pub mode: Mode,
    /// What the shop keeps of each sale of a seller, in percent, with two decimals at most.
    pub commission_percent: f64,
    /// A refund of so much or more, in units of the currency such as `100` or `99.50`, asks for a fresh sign-in.
    pub large_refund: String,
    /// For how many days buyers may withdraw from a contract.
    pub withdrawal_days: u16,
}

/// What stood here before invoices had a place of their own: one number, in one place.
#[derive(Debug, Clone, Copy, Default)]
struct MovedVatNumber;

impl<'de> Deserialize<'de> for MovedVatNumber {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("write the number as invoices.vat_number, which taxes go by as well"))
    }
}

/// Where the shop listens.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// The address to listen at.
    pub address: IpAddr,
    /// The port to listen at.
    pub port: u16,
    /// Threads that answer requests; as many as there are cores if nothing is said.
    pub workers: Option<usize>,
}

/// Where the shop keeps its data.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataConfig {
    /// The one folder that holds everything.
    pub folder: PathBuf,
    /// With fewer free megabytes than this the shop turns read-only.
    pub min_free_mb: u64,
}

/// How buyers get their files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliveryConfig {
    /// How often each bought file may be downloaded.
    pub downloads_per_file: u32,
    /// For how many days after the purchase; 0 is for ever.
    pub days: u32,
    /// Who sends the bytes: `shop`, or the server in front of it by `x-accel-redirect` or `x-sendfile`.
    pub send_by: SendBy,
}

/// How things are found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SearchConfig {
    /// Whether search goes by what words mean as well, where the program was built with the table for it.
    pub meaning: bool,
    /// The language of most texts, whose forms of words are found by each other; `any` takes each word as it is.
    pub language: String,
}

/// How the assistant talks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AssistantConfig {
    /// For how many days after the last word conversations are kept.
    pub keep_days: u16,
}

impl Default for AssistantConfig {
    fn default() -> Self {
        Self { keep_days: 30 }
    }
}

/// What buyers are asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewsConfig {
    /// After so many days buyers are asked by mail what they think; never, if it is 0.
    pub remind_after_days: u16,
}

impl Default for ReviewsConfig {
    fn default() -> Self {
        Self { remind_after_days: 5 }
    }
}

/// What invoices say, beside what was bought.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvoicesConfig {
    /// The seller's full name; the shop's name if nothing is said.
    pub name: Option<String>,
    /// The seller's address; its lines are parted by line breaks.
    pub address: String,
    /// The seller's number for value-added tax. With one of the European Union, companies of other member states account for
    /// the tax themselves.
    pub vat_number: Option<String>,
    /// Where the seller is registered and under which number.
    pub registration: Option<String>,
    /// A sentence at the foot of every page.
    pub footer: Option<String>,
    /// What stands before the number of an invoice.
    pub prefix: String,
    /// What stands before the number of a credit note.
    pub credit_prefix: String,
    /// A TrueType or OpenType font for letters that Noto Sans lacks.
    pub font: Option<PathBuf>,
}

/// Whom the shop trusts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecurityConfig {
    /// Networks of the proxies in front of it, which say in `X-Forwarded-For` for whom they ask.
    pub trusted_proxies: Vec<IpNet>,
    /// Sites whose scripts may use the API in a browser, such as `https://app.example.com`.
    pub cors_origins: Vec<String>,
    /// Whether admins can do nothing without a second factor.
    pub admins_need_second_factor: bool,
    /// A file in MaxMind's format that tells the country or city of a network address.
    pub places: Option<PathBuf>,
}

/// What the shop writes to the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// `error`, `warn`, `info`, `debug` or `trace`, also per part: `info,bodega::platform::mail=debug`.
    pub level: String,
    /// `text` for people or `json` for programs.
    pub format: LogFormat,
}

/// The shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for ShopConfig {
    fn default() -> Self {
        Self {
            name: "Bodega".into(),
            about: "Files from independent makers, sold from one small server.".into(),
            contact: None,
            base_url: None,
            currency: Currency::USD,
            country: None,
            moved_vat_number: MovedVatNumber,
            prices_include_tax: false,
            stack_discounts: false,
            mode: Mode::Live,
            commission_percent: 0.0,
            large_refund: "100".into(),
            withdrawal_days: 14,
        }
    }
}

impl ShopConfig {
    /// The commission in hundredths of a percent.
    fn commission(&self) -> Result<u16> {
        let points = self.commission_percent * 100.0;
        if !(0.0..=10_000.0).contains(&points) || (points - points.round()).abs() > 1e-6 {
            return Err(refused("shop.commission_percent: write 0 to 100 with two decimals at most".into()));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10,000 were let through")]
        let points = points.round() as u16;
        Ok(points)
    }

    /// From which amount on refunds ask for a fresh sign-in, in minor units.
    fn large_refund(&self) -> Result<Option<i64>> {
        if self.large_refund.trim().is_empty() {
            return Ok(None);
        }
        let amount = Money::parse(&self.large_refund, self.currency).ok().filter(|it| it.amount >= 0);
        let amount =
            amount.ok_or_else(|| refused("shop.large_refund: write an amount such as 100, or nothing".into()))?;
        Ok(Some(amount.amount))
    }
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self { address: IpAddr::from([127, 0, 0, 1]), port: 8000, workers: None }
    }
}

impl Default for DataConfig {
    fn default() -> Self {
        Self { folder: "data".into(), min_free_mb: 64 }
    }
}

impl Default for DeliveryConfig {
    fn default() -> Self {
        Self { downloads_per_file: 5, days: 0, send_by: SendBy::Shop }
    }
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self { meaning: true, language: Stemming::default().code().into() }
    }
}

impl Default for InvoicesConfig {
    fn default() -> Self {
        Self {
            name: None,
            address: String::new(),
            vat_number: None,
            registration: None,
            footer: None,
            prefix: "INV-".into(),
            credit_prefix: "CRN-".into(),
            font: None,
        }
    }
}

impl SearchConfig {
    fn check(&self) -> Result<()> {
        if Stemming::parse(&self.language).is_some() {
            return Ok(());
        }
        let known = Stemming::codes().collect::<Vec<_>>().join(", ");
        Err(refused(format!("search.language: write one of {known}")))
    }
}

impl InvoicesConfig {
    fn check(&self) -> Result<()> {
        let texts = [&self.name, &self.vat_number, &self.registration, &self.footer];
        if texts.into_iter().flatten().any(|it| it.chars().count() > 300) || self.address.chars().count() > 600 {
            return Err(refused("invoices: write at most 300 characters, 600 for the address".into()));
        }
        let good = |it: &str| it.len() <= 20 && it.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_digit());
        // A digit before the number could make two numbers one.
        if !good(&self.prefix) || !good(&self.credit_prefix) || self.prefix == self.credit_prefix {
            let rule = "write two different ones of at most 20 letters and signs, without digits and spaces";
            return Err(refused(format!("invoices.prefix and invoices.credit_prefix: {rule}")));
        }
        Ok(())
    }

    fn imprint(&self, shop: &str) -> Imprint {
        let given = |it: &Option<String>| it.as_deref().map(text::line).filter(|it| !it.is_empty());
        Imprint {
            name: given(&self.name).unwrap_or_else(|| shop.to_owned()),
            address: text::paragraphs(&self.address).lines().map(text::line).filter(|it| !it.is_empty()).collect(),
            vat_number: given(&self.vat_number),
            registration: given(&self.registration),
            footer: given(&self.footer),
            prefix: self.prefix.clone(),
            credit_prefix: self.credit_prefix.clone(),
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { level: "info".into(), format: LogFormat::Text }
    }
}

impl Config {
    /// Reads `file` (or nothing) and lays the variables over it. `variables` are the whole environment.
    pub fn load(file: Option<&Path>, variables: impl Iterator<Item = (String, String)>) -> Result<Self> {
        let mut table = match file {
            None => toml::Table::new(),
            Some(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|cause| refused(format!("{} cannot be read: {cause}", path.display())))?;
                // Read once as a whole for its messages with line and column, then as a table to lay others over.
                toml::from_str::<Self>(&text).map_err(|cause| refused(format!("{}: {cause}", path.display())))?;
                toml::from_str(&text).map_err(|cause| refused(format!("{}: {cause}", path.display())))?
            }
        };
        let mut ours: Vec<_> = variables.filter(|(name, _)| name.starts_with("BODEGA_")).collect();
        ours.sort();
        for (name, value) in ours {
            let path = match name.as_str() {
                // The two that CONTRACT names for themselves.
                "BODEGA_MODE" => "shop.mode".to_owned(),
                "BODEGA_CONFIG" | "BODEGA_DATA" | "BODEGA_CATALOG" => continue,
                _ => name["BODEGA_".len()..].to_lowercase().replace("__", "."),
            };
            let shown = if is_secret(&path) { "(secret)".to_owned() } else { format!("{value:?}") };
            let mut outcome = Ok(());
            // What looks like a number may be meant as a text, such as a shop that is called 1984.
            for meant in meanings(&value) {
                overlay(&mut table, &path, meant).ok_or_else(|| refused(format!("{name} does not name a setting")))?;
                match read(&table) {
                    Ok(_) => {
                        outcome = Ok(());
                        break;
                    }
                    Err(cause) => {
                        outcome = outcome.and_then(|()| Err(refused(format!("{name}={shown}: {cause}"))));
                    }
                }
            }
            outcome?;
        }
        let config = read(&table).map_err(refused)?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        if self.shop.name.trim().is_empty() || self.shop.name.len() > 80 {
            return Err(refused("shop.name: write 1 to 80 characters".into()));
        }
        if !(1..=1000).contains(&self.delivery.downloads_per_file) {
            return Err(refused("delivery.downloads_per_file: write 1 to 1000".into()));
        }
        self.search.check()?;
        if !(1..=3650).contains(&self.assistant.keep_days) {
            return Err(refused("assistant.keep_days: write 1 to 3650".into()));
        }
        if self.reviews.remind_after_days > 365 {
            return Err(refused("reviews.remind_after_days: write 0 to 365".into()));
        }
        self.invoices.check()?;
        let in_union = self.shop.country.is_some_and(|it| it.is_in_eu());
        let number = self.invoices.vat_number.as_deref().map(str::trim).filter(|it| !it.is_empty());
        if in_union && number.is_some_and(|it| VatNumber::parse("vat_number", it).is_err()) {
            let rule = "this is not a VAT number of the EU, where shop.country lies";
            return Err(refused(format!("invoices.vat_number: {rule}")));
        }
        Origins::parse(&self.security.cors_origins).map_err(|error| refused(error.in_full()))?;
        self.uploads.check().map_err(refused)?;
        self.files.check().map_err(refused)?;
        if self.files.home == Home::S3 && self.delivery.send_by != SendBy::Shop {
            let rule = "a server in front finds files in the folder only: write \"shop\", or files.where = \"folder\"";
            return Err(refused(format!("delivery.send_by: {rule}")));
        }
        self.limits.check().map_err(refused)?;
        self.llm.check().map_err(refused)?;
        self.payments.check(self.shop.mode).map_err(refused)?;
        self.shop.commission()?;
        self.shop.large_refund()?;
        if self.shop.withdrawal_days > 366 {
            return Err(refused("shop.withdrawal_days: write 0 to 366".into()));
        }
        if self.server.workers.is_some_and(|it| !(1..=512).contains(&it)) {
            return Err(refused("server.workers: write 1 to 512".into()));
        }
        Ok(())
    }

    /// What pages and answers show of these settings.
    pub fn shop(&self) -> Result<Shop> {
        let base_url = match &self.shop.base_url {
            Some(url) => url.clone(),
            None => {
                let host = match self.server.address {
                    it if it.is_unspecified() => "127.0.0.1".to_owned(),
                    IpAddr::V6(it) => format!("[{it}]"),
                    IpAddr::V4(it) => it.to_string(),
                };
                BaseUrl::parse(&format!("http://{host}:{}", self.server.port))?
            }
        };
        let days = Duration::from_secs(u64::from(self.delivery.days) * 24 * 60 * 60);
        Ok(Shop {
            name: self.shop.name.clone(),
            about: self.shop.about.clone(),
            contact: self.shop.contact.clone(),
            base_url,
            base_url_is_set: self.shop.base_url.is_some(),
            currency: self.shop.currency,
            imprint: Arc::new(self.invoices.imprint(&self.shop.name)),
            country: self.shop.country,
            prices_include_tax: self.shop.prices_include_tax,
            stack_discounts: self.shop.stack_discounts,
            mode: self.shop.mode,
            admins_need_second_factor: self.security.admins_need_second_factor,
            commission_points: self.shop.commission()?,
            large_refund: self.shop.large_refund()?,
            withdrawal_days: self.shop.withdrawal_days,
            downloads_per_file: self.delivery.downloads_per_file,
            download_window: (!days.is_zero()).then_some(days),
        })
    }
}

fn read(table: &toml::Table) -> Result<Config, String> {
    serde_path_to_error::deserialize(table.clone()).map_err(|cause| {
        let (path, inner) = (cause.path().to_string(), cause.inner().to_string());
        if path == "." { inner.trim().to_owned() } else { format!("{path}: {}", inner.trim()) }
    })
}

/// Whether what stands at a dotted path is shown to nobody.
fn is_secret(path: &str) -> bool {
    ["password", "secret", "secret_key", "webhook_secret", "endpoint.key"].iter().any(|it| path.ends_with(it))
}

/// What a variable may mean, the likeliest first: numbers, truth values and lists, written as in the file, and a text.
fn meanings(value: &str) -> Vec<toml::Value> {
    let list = || value.starts_with('[').then(|| value.parse::<toml::Value>().ok())?;
    // `007` is a text: a number would lose its zeros, which matter in a password.
    let number = value.parse::<i64>().ok().filter(|it| it.to_string() == value);
    let part = value.parse::<f64>().ok().filter(|it| it.is_finite() && it.to_string() == value);
    let truth = value.parse::<bool>().ok();
    let special = number.map(toml::Value::from).or_else(|| part.map(Into::into)).or_else(|| truth.map(Into::into));
    special.or_else(list).into_iter().chain([value.into()]).collect()
}

/// Sets the value at a dotted path.
fn overlay(table: &mut toml::Table, path: &str, value: toml::Value) -> Option<()> {
    let (section, key) = path.split_once('.')?;
    let section = table.entry(section).or_insert_with(|| toml::Table::new().into()).as_table_mut()?;
    if key.contains('.') {
        return overlay(section, key, value);
    }
    section.insert(key.to_owned(), value);
    Some(())
}

fn refused(reason: String) -> Error {
    Error::of(crate::base::ErrorKind::Invalid, format!("The configuration was refused. {}", reason.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, text).unwrap();
        Config::load(Some(&path), variables.iter().map(|(k, v)| ((*k).into(), (*v).into())))
    }

    #[test]
    fn later_ones_win() {
        let config =
            load("[server]\nport = 9000\n", &[("BODEGA_SERVER__PORT", "9001"), ("BODEGA_MODE", "test")]).unwrap();
        assert_eq!(config.server.port, 9001);
        assert!(config.shop().unwrap().is_test());
        assert_eq!(config.shop().unwrap().base_url.to("/"), "http://127.0.0.1:9001/");
    }

    #[test]
    fn lists_are_written_as_in_the_file() {
        let proxies = ("BODEGA_SECURITY__TRUSTED_PROXIES", "[\"127.0.0.1/32\", \"::1/128\"]");
        assert_eq!(load("", &[proxies]).unwrap().security.trusted_proxies.len(), 2);
        let torn = load("", &[("BODEGA_SECURITY__TRUSTED_PROXIES", "[127")]).unwrap_err();
        assert!(torn.message.contains("BODEGA_SECURITY__TRUSTED_PROXIES"), "{torn}");
        let star = load("[security]\ncors_origins = [\"*\"]\n", &[]).unwrap_err();
        assert!(star.message.contains("cors_origins"), "{star}");
    }

    #[test]
    fn mistakes_are_named() {
        let message = |text, variables: &[(&str, &str)]| load(text, variables).unwrap_err().message.into_owned();
        let unknown = message("[shop]\nname = \"A\"\n\n[server]\nprot = 1\n", &[]);
        assert!(unknown.contains("line 5") && unknown.contains("prot") && unknown.contains("`port`"), "{unknown}");
        let value = message("[shop]\nmode = \"demo\"\n", &[]);
        assert!(value.contains("line 2") && value.contains("`live` or `test`"), "{value}");
        let variable = message("", &[("BODEGA_SERVER__PORT", "many")]);
        assert!(variable.contains("BODEGA_SERVER__PORT") && variable.contains("server.port"), "{variable}");
        assert!(message("", &[("BODEGA_SHOPNAME", "x")]).contains("BODEGA_SHOPNAME"));
        assert!(message("[shop]\ncurrency = \"XXQ\"\n", &[]).contains("ISO 4217"));
        assert!(message("[shop]\nname = \" \"\n", &[]).contains("shop.name"));
    }

    /// Whatever a setting is made of can be said by a variable.
    #[test]
    fn variables_are_taken_as_they_are_meant() {
        let variables = [
            ("BODEGA_SHOP__NAME", "1984"),
            ("BODEGA_SHOP__COMMISSION_PERCENT", "7.5"),
            ("BODEGA_SHOP__LARGE_REFUND", "99.5"),
            ("BODEGA_SHOP__ABOUT", "true"),
        ];
        let shop = load("", &variables).unwrap().shop;
        assert_eq!((shop.name.as_str(), shop.large_refund.as_str(), shop.about.as_str()), ("1984", "99.5", "true"));
        assert!((shop.commission_percent - 7.5).abs() < f64::EPSILON);
        assert!(load("", &[("BODEGA_SHOP__COMMISSION_PERCENT", "7")]).is_ok());
        let wrong = load("", &[("BODEGA_SHOP__COMMISSION_PERCENT", "much")]).unwrap_err();
        assert!(wrong.message.contains("f64"), "{wrong}");
    }

    /// Invoices and taxes go by one number.
    #[test]
    fn there_is_one_vat_number() {
        let message = |text, variables: &[(&str, &str)]| load(text, variables).unwrap_err().message.into_owned();
        let moved = message("[shop]\nvat_number = \"DE136695976\"\n", &[]);
        assert!(moved.contains("line 2") && moved.contains("invoices.vat_number"), "{moved}");
        let moved = message("", &[("BODEGA_SHOP__VAT_NUMBER", "DE136695976")]);
        assert!(moved.contains("BODEGA_SHOP__VAT_NUMBER") && moved.contains("invoices.vat_number"), "{moved}");
        let shop = |country: &str, number: &str| {
            load(&format!("[shop]\ncountry = \"{country}\"\n[invoices]\nvat_number = \"{number}\"\n"), &[])
        };
        assert!(shop("DE", "DE136695977").unwrap_err().message.contains("invoices.vat_number"));
        assert!(
            shop("DE", "DE136695976").is_ok() && shop("DE", "").is_ok() && shop("AU", "ABN 51 824 753 556").is_ok()
        );
    }

    /// Case 14 of the threats, and slips that would send money the wrong way.
    #[test]
    fn threat_14_gateways_without_their_secrets_are_refused() {
        let stripe = |key: &str, secret: &str, mode: &str| {
            let variables = [
                ("BODEGA_MODE", mode),
                ("BODEGA_PAYMENTS__STRIPE__SECRET_KEY", key),
                ("BODEGA_PAYMENTS__STRIPE__WEBHOOK_SECRET", secret),
            ];
            load("", &variables).map_err(|error| error.message.into_owned())
        };
        for secret in ["", " ", ",", "whsec_a,", "[]", "[\"\"]"] {
            let refusal = stripe("sk_test_1", secret, "test").unwrap_err();
            assert!(refusal.contains("payments.stripe.webhook_secret"), "{secret:?}: {refusal}");
            assert!(!refusal.contains("sk_test_1"), "{refusal}");
        }
        for (key, mode, word) in [
            ("sk_test_1", "live", "live"),
            ("rk_test_1", "live", "live"),
            ("sk_live_1", "test", "test"),
            ("pk_live_1", "live", "sk_"),
            ("", "live", "secret_key"),
        ] {
            let refusal = stripe(key, "whsec_a", mode).unwrap_err();
            assert!(refusal.contains("payments.stripe.secret_key") && refusal.contains(word), "{key}: {refusal}");
        }
        let both = stripe("sk_live_1", "whsec_old,whsec_new", "live").unwrap();
        assert_eq!(both.payments.stripe.webhook_secret.all().len(), 2);
        assert!(!toml::to_string(&both).unwrap().contains("whsec"), "settings are listed without their secrets");
        assert!(!format!("{both:?}").contains("whsec") && !format!("{both:?}").contains("sk_live"));

        let message = |text: &str| load(text, &[]).unwrap_err().message.into_owned();
        let paypal = "[payments.paypal]\nclient_id = \"a\"\nclient_secret = \"b\"\n";
        assert!(message(paypal).contains("payments.paypal.webhook_id"));
        let sandbox = format!("{paypal}webhook_id = \"c\"\napi_base = \"https://api-m.sandbox.paypal.com\"\n");
        assert!(message(&sandbox).contains("payments.paypal.api_base"));
        let clear =
            "[payments.stripe]\nsecret_key = \"sk_live_1\"\nwebhook_secret = \"w\"\napi_base = \"http://a.example\"\n";
        assert!(message(clear).contains("payments.stripe.api_base"));
    }

    #[test]
    fn the_key_of_a_models_server_is_shown_to_nobody() {
        let server = [
            ("BODEGA_LLM__ENGINE", "endpoint"),
            ("BODEGA_LLM__ENDPOINT__URL", "https://api.example.com/v1"),
            ("BODEGA_LLM__ENDPOINT__MODEL", "small"),
            ("BODEGA_LLM__ENDPOINT__KEY", "sk-hush"),
        ];
        let config = load("", &server).unwrap();
        assert_eq!(config.llm.endpoint.key.expose(), "sk-hush");
        assert!(!format!("{config:?}").contains("hush") && !toml::to_string(&config).unwrap().contains("hush"));
        let wrong = load("[llm.endpoint]\nkey = [\"sk-hush\"]\n", &[]).unwrap_err();
        assert!(wrong.message.contains("llm.endpoint.key") || wrong.message.contains("line 2"), "{wrong}");
        let clear = load("", &[("BODEGA_LLM__ENDPOINT__URL", "http://api.example.com/v1"), server[0], server[2]]);
        assert!(clear.unwrap_err().message.contains("llm.endpoint.url"));
        assert!(load("[llm]\nslots = 0\n", &[]).unwrap_err().message.contains("llm.slots"));
        assert!(load("[llm]\nengine = \"cloud\"\n", &[]).unwrap_err().message.contains("`endpoint`"));
    }

    #[test]
    fn secrets_of_digits_stay_as_they_are() {
        let config = load("", &[("BODEGA_MAIL__PASSWORD", "0042"), ("BODEGA_PAYMENTS__MANUAL__TITLE", "Invoice")]);
        let config = config.unwrap();
        assert_eq!(config.mail.password.as_ref().map(crate::base::Secret::expose), Some("0042"));
        let number = load("", &[("BODEGA_MAIL__PASSWORD", "42")]).unwrap();
        assert_eq!(number.mail.password.as_ref().map(crate::base::Secret::expose), Some("42"));
        let list = load("", &[("BODEGA_MAIL__PASSWORD", "[\"hush\"]")]).unwrap();
        assert_eq!(list.mail.password.as_ref().map(crate::base::Secret::expose), Some("[\"hush\"]"));
    }

    #[test]
    fn the_shipped_file_says_the_defaults() {
        let shipped = Config::load(Some(Path::new("config.toml")), std::iter::empty()).unwrap();
        let default = Config::default();
        assert_eq!(toml::to_string(&shipped).unwrap(), toml::to_string(&default).unwrap());
    }
}
