//! Stand-ins for services of others, each in a process of its own (tests/standin).

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use bodega::{
    base::{BaseUrl, Secret, Secrets},
    config::Config,
    platform::llm::Engine,
};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::shop::{Seen, Shop};

/// A payment service that a test steers; it ends with it.
pub struct StandIn {
    child: Child,
    pub url: String,
    path: &'static str,
}

impl StandIn {
    /// Takes the place of Stripe.
    pub fn stripe() -> Self {
        Self::start("stripe.mjs", None, "/webhooks/stripe")
    }

    /// Takes the place of PayPal.
    pub fn paypal() -> Self {
        Self::start("paypal.mjs", None, "/webhooks/paypal")
    }

    /// Takes the place of a server with a model, and of one that has this file to fetch.
    pub fn llm(file: Option<&Path>) -> Self {
        Self::start("llm.mjs", file, "")
    }

    fn start(program: &str, file: Option<&Path>, path: &'static str) -> Self {
        let mut node = Command::new("node");
        let mut child = node
            .arg(format!("tests/standin/{program}"))
            .args(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the stand-ins need Node.js, as the pages do");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Self { child, url: said["url"].as_str().unwrap().to_owned(), path }
    }

    /// The settings of a shop in test mode that collects by this Stripe.
    pub fn sets_stripe(&self, config: &mut Config) {
        config.payments.stripe.secret_key = Secret::new("sk_test_standin");
        config.payments.stripe.webhook_secret = Secrets::parse("whsec_old,whsec_standin");
        config.payments.stripe.api_base = Some(BaseUrl::parse(&self.url).unwrap());
    }

    /// The settings of a shop in test mode that collects by this PayPal.
    pub fn sets_paypal(&self, config: &mut Config) {
        config.payments.paypal.client_id = "standin".into();
        config.payments.paypal.client_secret = Secret::new("hush");
        config.payments.paypal.webhook_id = "WH-ID".into();
        config.payments.paypal.api_base = Some(BaseUrl::parse(&self.url).unwrap());
    }

    /// The settings of a shop whose assistant is helped by this model.
    pub fn sets_llm(&self, config: &mut Config) {
        config.llm.engine = Engine::Endpoint;
        config.llm.endpoint.url = format!("{}/v1/", self.url);
        config.llm.endpoint.model = "small".into();
    }

    /// Steers it; see tests/standin/server.mjs.
    pub fn control(&self, path: &str, body: &Value) -> Value {
        let answer = agent().post(format!("{}/control{path}", self.url)).send(body.to_string()).unwrap();
        read(answer)
    }

    /// What it says of itself.
    pub fn looks(&self, path: &str) -> Value {
        read(agent().get(format!("{}/control{path}", self.url)).call().unwrap())
    }

    /// The next request whose path holds `path` meets this fault.
    pub fn breaks(&self, path: &str, kind: &str) {
        self.control("/faults", &json!({"path": path, "kind": kind}));
    }

    /// Its clock shows what the shop's shows.
    pub fn keeps_time_of(&self, shop: &Shop) {
        self.control("/clock", &json!({"seconds": shop.clock.now().seconds()}));
    }

    /// How often it was asked to change something at `path`.
    pub fn calls(&self, path: &str) -> usize {
        let calls = self.looks("/calls");
        calls.as_array().unwrap().iter().filter(|it| it["method"] == "POST" && it["path"] == path).count()
    }

    /// The letters that wait, as headers and body.
    pub fn letters(&self, shop: &Shop) -> Vec<(Vec<(String, String)>, String)> {
        self.keeps_time_of(shop);
        let letters = self.control("/letters", &json!({}));
        let text = |it: &Value| it.as_str().unwrap().to_owned();
        let letter = |it: &Value| {
            let headers = it["headers"].as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value)));
            (headers.collect(), text(&it["body"]))
        };
        letters.as_array().unwrap().iter().map(letter).collect()
    }

    /// Carries one letter to the shop.
    pub async fn carries(&self, shop: &Shop, letter: &(Vec<(String, String)>, String)) -> Seen {
        let headers: Vec<_> = letter.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        shop.send(Method::Post, self.path, &headers, letter.1.as_bytes()).await
    }

    /// Carries all letters that wait, and the shop takes each.
    pub async fn carries_all(&self, shop: &Shop) -> usize {
        let letters = self.letters(shop);
        for letter in &letters {
            let seen = self.carries(shop, letter).await;
            assert_eq!(seen.status.class(), Status::Ok.class(), "{}", seen.text());
        }
        letters.len()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn agent() -> ureq::Agent {
    let limits = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(30)));
    limits.http_status_as_error(true).build().new_agent()
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> Value {
    serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
}
