//! How often something may be asked for: by address, by account, by product. Counted in memory, so a restart forgets.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use governor::{
    Quota, RateLimiter, clock,
    middleware::{NoOpMiddleware, StateInformationMiddleware, StateSnapshot},
    state::keyed::DashMapStateStore,
};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use crate::base::{Error, Result};

/// More keys than this of one rule are tidied up at once.
const KEYS: usize = 50_000;

/// Whether and how often the API may be asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Whether anything is limited at all.
    pub on: bool,
    /// Requests to `/api/` that one address may send in ten seconds.
    pub api_per_10_seconds: u32,
    /// Sign-ins that one address, and each account from there, may try at once.
    pub sign_ins: u32,
    /// Accounts that one address may register at once.
    pub registrations: u32,
    /// Licence keys that one address may have checked in a minute, and wrong ones that are looked at for one product.
    pub license_checks_per_minute: u32,
    /// The largest JSON that is read, in units of 1,024 bytes.
    pub json_kb: u64,
    /// The largest form that is read, in units of 1,024 bytes.
    pub form_kb: u64,
    /// Megabytes that a file may have which an admin sends by a form.
    pub upload_mb: u32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            on: true,
            api_per_10_seconds: 300,
            sign_ins: 10,
            registrations: 3,
            license_checks_per_minute: 60,
            json_kb: 256,
            form_kb: 32,
            upload_mb: 10,
        }
    }
}

impl LimitsConfig {
    /// Whether all values make sense; if not, which one does not, and what is allowed.
    pub fn check(&self) -> Result<(), String> {
        let api = u64::from(self.api_per_10_seconds);
        let (sign_ins, registrations) = (u64::from(self.sign_ins), u64::from(self.registrations));
        let checks = u64::from(self.license_checks_per_minute);
        for (name, value, least, most) in [
            ("api_per_10_seconds", api, 1, 1_000_000),
            ("sign_ins", sign_ins, 1, 10_000),
            ("registrations", registrations, 1, 10_000),
            ("license_checks_per_minute", checks, 1, 1_000_000),
            ("json_kb", self.json_kb, 16, 10_240),
            ("form_kb", self.form_kb, 8, 1_024),
            ("upload_mb", u64::from(self.upload_mb), 1, 100),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!("limits.{name}: write {least} to {most}"));
            }
        }
        Ok(())
    }
}

/// What the settings say of a rule: how many at once, and after which span one more.
type Set = fn(&LimitsConfig) -> (u32, Duration);

/// So many at once, then one in each span.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name; buckets of different rules never meet.
    pub name: &'static str,
    /// So many may be asked for at once.
    pub burst: u32,
    /// After which one more may.
    pub every: Duration,
    /// What the settings say instead of both.
    set: Option<Set>,
}

impl Rule {
    /// `burst` at once, then one in each span.
    pub const fn new(name: &'static str, burst: u32, every: Duration) -> Self {
        Self { name, burst, every, set: None }
    }

    /// With the burst and the span that the settings of a shop say.
    #[must_use]
    pub const fn set_by(self, set: Set) -> Self {
        Self { set: Some(set), ..self }
    }

    fn in_shop(self, config: &LimitsConfig) -> Self {
        match self.set {
            Some(set) => {
                let (burst, every) = set(config);
                Self { burst, every, ..self }
            }
            None => self,
        }
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        (self.name, self.burst, self.every) == (other.name, other.burst, other.every)
    }
}

impl Eq for Rule {}

/// What is left of a bucket, for the headers of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// What a full bucket holds; 0 if there is no limit.
    pub limit: u32,
    /// What it holds now.
    pub remaining: u32,
    /// When it will be full again.
    pub full_in: Duration,
}

type Limiter = RateLimiter<String, DashMapStateStore<String>, Watch, StateInformationMiddleware>;

/// All buckets of a shop; managed state, clones share them.
#[derive(Clone)]
pub struct Limits {
    config: LimitsConfig,
    watch: Watch,
    limiters: Arc<Mutex<HashMap<Rule, Arc<Limiter>>>>,
}

impl std::hash::Hash for Rule {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.name, self.burst, self.every).hash(state);
    }
}

/// The shop's own clock, so that tests can let time pass.
#[derive(Clone)]
struct Watch(Clock);

impl clock::Clock for Watch {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(self.0.now().millis().max(0).unsigned_abs())
    }
}

impl Limits {
    /// Empty buckets; without limits if `config` says so.
    pub fn new(config: &LimitsConfig, clock: Clock) -> Self {
        Self { config: config.clone(), watch: Watch(clock), limiters: Arc::default() }
    }

    /// Takes one from the bucket of `key`.
    ///
    /// # Errors
    /// It is empty; the error says when to try again.
    pub fn take(&self, rule: Rule, key: &str) -> Result<Left> {
        self.take_one(rule, || key.to_owned())
    }

    /// Takes one from the bucket of an address.
    ///
    /// # Errors
    /// As of [`Limits::take`].
    pub fn take_of(&self, rule: Rule, address: IpAddr) -> Result<Left> {
        self.take_one(rule, || key_of(address))
    }

    fn take_one(&self, rule: Rule, key: impl FnOnce() -> String) -> Result<Left> {
        let rule = rule.in_shop(&self.config);
        if !self.config.on {
            return Ok(Left { limit: 0, remaining: rule.burst, full_in: Duration::ZERO });
        }
        let limiter = self.limiter(rule)?;
        if limiter.len() > KEYS {
            limiter.retain_recent();
        }
        match limiter.check_key(&key()) {
            Ok(state) => Ok(left(rule, &state)),
            Err(until) => {
                let wait = until.wait_time_from(clock::Clock::now(&self.watch));
                tracing::info!("{} was asked for too often", rule.name);
                Err(Error::too_many(format!("That was a little too often; please try again {}", in_words(wait)))
                    .after(wait))
            }
        }
    }

    /// Whether anything is limited at all.
    pub fn is_on(&self) -> bool {
        self.config.on
    }

    /// How this shop limits.
    pub fn config(&self) -> &LimitsConfig {
        &self.config
    }

    fn limiter(&self, rule: Rule) -> Result<Arc<Limiter>> {
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(limiter) = limiters.get(&rule) {
            return Ok(limiter.clone());
        }
        let burst = NonZeroU32::new(rule.burst).ok_or_else(|| Error::internal("a limit of nothing"))?;
        let quota = Quota::with_period(rule.every).ok_or_else(|| Error::internal("a limit without a span"))?;
        let quota = quota.allow_burst(burst);
        let store = DashMapStateStore::default();
        let limiter = RateLimiter::<_, _, _, NoOpMiddleware<Duration>>::new(quota, store, self.watch.clone())
            .with_middleware::<StateInformationMiddleware>();
        Ok(limiters.entry(rule).or_insert(Arc::new(limiter)).clone())
    }
}

fn left(rule: Rule, state: &StateSnapshot) -> Left {
    let remaining = state.remaining_burst_capacity();
    Left { limit: rule.burst, remaining, full_in: rule.every * rule.burst.saturating_sub(remaining) }
}

fn in_words(wait: Duration) -> String {
    match wait.as_secs() {
        0..=1 => "in a moment".into(),
        seconds @ 2..=90 => format!("in {} seconds", seconds + 1),
        seconds => format!("in {} minutes", seconds.div_ceil(60)),
    }
}

/// The key of whoever asks from `address`: an IPv6 address stands for its whole /64, which one household or machine
/// has to itself, and an IPv4 address in the clothes of IPv6 for itself (RFC 4291, 2.5.5.2).
pub fn key_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(it) => it.to_string(),
        IpAddr::V6(it) => {
            let [a, b, c, d, ..] = it.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Timestamp;

    const RULE: Rule = Rule::new("test", 3, Duration::from_secs(60));

    #[test]
    fn a_bucket_empties_and_fills() {
        let clock = Clock::manual(Timestamp::from_millis(1_000_000));
        let limits = Limits::new(&LimitsConfig::default(), clock.clone());
        let remaining = |key: &str| limits.take(RULE, key).map(|it| it.remaining);
        assert_eq!([remaining("a").unwrap(), remaining("a").unwrap(), remaining("a").unwrap()], [2, 1, 0]);
        let refused = remaining("a").unwrap_err();
        assert_eq!(refused.wait.map(|it| it.as_secs()), Some(60));
        assert_eq!(remaining("b").unwrap(), 2, "others have their own");
        assert!(limits.take(Rule { name: "other", ..RULE }, "a").is_ok());
        clock.advance(Duration::from_secs(60));
        assert_eq!(remaining("a").unwrap(), 0);
        assert!(remaining("a").is_err());
        let set = RULE.set_by(|it| (it.sign_ins, Duration::from_secs(1)));
        assert_eq!(limits.take(set, "c").unwrap().limit, 10, "as the settings say");
        let off = Limits::new(&LimitsConfig { on: false, ..LimitsConfig::default() }, clock);
        assert!((0..100).all(|_| off.take(RULE, "a").is_ok()));
    }

    /// Case 61 of the threats, as far as addresses go.
    #[test]
    fn threat_61_one_household_is_one_key() {
        let key = |text: &str| key_of(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::5"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::5"), key("2001:db8:1:3::5"));
        assert_eq!(key("::ffff:192.0.2.7"), key("192.0.2.7"));
    }
}
