//! `[llm]`: who answers for the assistant, and how much of the machine it may take.

use std::{net::IpAddr, thread::available_parallelism};

use serde::{Deserialize, Serialize};

use crate::base::Secret;

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// A model in the data folder, run by a process of its own.
    Local,
    /// A server that speaks the protocol of OpenAI; text leaves the machine.
    Endpoint,
    /// Nobody.
    Off,
}

/// Who answers for the assistant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LlmSettings {
    /// `local`, `endpoint` or `off`.
    pub engine: Engine,
    /// The name of an installed model; empty: the one that `bodega model use` names, or else the first.
    pub model: String,
    /// Threads that compute; one less than there are cores if nothing is said.
    pub threads: Option<u16>,
    /// Tokens that all conversations hold together, what they share counted once.
    pub context: u32,
    /// Conversations that are answered at the same time.
    pub slots: u16,
    /// Questions that may wait.
    pub queue: u16,
    /// All memory that the model's process may ask for, its file included, in megabytes.
    pub memory_mb: u64,
    /// The server, if one is to answer.
    pub endpoint: EndpointSettings,
}

/// A server that speaks the protocol of OpenAI.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndpointSettings {
    /// What its addresses begin with, such as `https://api.example.com/v1`.
    pub url: String,
    /// What it knows the shop by.
    #[serde(skip_serializing)]
    pub key: Secret,
    /// The name of the model there.
    pub model: String,
    /// Seconds that an answer may take as a whole.
    pub timeout: u16,
    /// Tokens of questions and answers that may be used in a day (UTC); 0: any number.
    pub daily_tokens: u64,
    /// Whether the server takes a grammar (GBNF) in a field of that name, as llama.cpp's own does.
    pub grammar: bool,
}

impl Default for LlmSettings {
    fn default() -> Self {
        Self {
            engine: Engine::Local,
            model: String::new(),
            threads: None,
            context: 4096,
            slots: 4,
            queue: 32,
            memory_mb: 8192,
            endpoint: EndpointSettings::default(),
        }
    }
}

impl Default for EndpointSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            key: Secret::default(),
            model: String::new(),
            timeout: 60,
            daily_tokens: 200_000,
            grammar: false,
        }
    }
}

impl LlmSettings {
    /// Threads that compute: as set, or one less than there are cores, so that the shop has one of its own.
    pub fn threads(&self) -> u16 {
        let cores = || available_parallelism().map_or(1, |it| u16::try_from(it.get()).unwrap_or(u16::MAX));
        self.threads.unwrap_or_else(|| cores().saturating_sub(1).max(1))
    }

    /// Whether the settings can be meant.
    ///
    /// # Errors
    /// Names the setting and what it takes.
    pub fn check(&self) -> Result<(), String> {
        let within = |name: &str, value: u64, least: u64, most: u64| {
            let fits = (least..=most).contains(&value);
            if fits { Ok(()) } else { Err(format!("llm.{name}: write {least} to {most}")) }
        };
        within("threads", self.threads.unwrap_or(1).into(), 1, 256)?;
        within("context", self.context.into(), 256, 1 << 20)?;
        within("slots", self.slots.into(), 1, 32)?;
        within("queue", self.queue.into(), 0, 1000)?;
        within("memory_mb", self.memory_mb, 256, 1 << 20)?;
        within("endpoint.timeout", self.endpoint.timeout.into(), 1, 600)?;
        if self.engine == Engine::Endpoint { self.endpoint.check() } else { Ok(()) }
    }
}

impl EndpointSettings {
    fn check(&self) -> Result<(), String> {
        let rule = "llm.endpoint.url: write an address such as https://api.example.com/v1";
        let url = reqwest::Url::parse(self.url.trim()).map_err(|_| rule.to_owned())?;
        let host = url.host_str().ok_or(rule)?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(format!("{rule}; the key is a setting of its own"));
        }
        match url.scheme() {
            "https" => {}
            "http" if is_near(host) => {}
            _ => return Err("llm.endpoint.url: https, or http to this machine or its own network".into()),
        }
        if self.model.trim().is_empty() {
            return Err("llm.endpoint.model: write the name of the model there".into());
        }
        Ok(())
    }

    /// What the model there is called where models are told apart: its host and its name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.host(), self.model.trim())
    }

    /// The name of the host that text goes to.
    pub fn host(&self) -> String {
        let url = reqwest::Url::parse(self.url.trim()).ok();
        url.and_then(|it| it.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// Whether a host is this machine or lies in its own network (RFC 1918, RFC 4193), where text may go in the clear.
fn is_near(host: &str) -> bool {
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(it)) => it.is_loopback() || it.is_private(),
        Ok(IpAddr::V6(it)) => it.is_loopback() || it.is_unique_local(),
        Err(_) => host == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(url: &str, model: &str) -> Result<(), String> {
        let endpoint = EndpointSettings { url: url.into(), model: model.into(), ..EndpointSettings::default() };
        LlmSettings { engine: Engine::Endpoint, endpoint, ..LlmSettings::default() }.check()
    }

    #[test]
    fn text_goes_in_the_clear_only_nearby() {
        for good in
            ["https://api.example.com/v1", "http://127.0.0.1:8080/v1", "http://[::1]/v1", "http://192.168.1.5/v1"]
        {
            assert_eq!(endpoint(good, "small"), Ok(()), "{good}");
        }
        for bad in ["", "api.example.com", "http://api.example.com/v1", "http://8.8.8.8/v1", "ftp://127.0.0.1/v1"] {
            assert!(endpoint(bad, "small").unwrap_err().starts_with("llm.endpoint.url"), "{bad}");
        }
        assert!(endpoint("https://user:word@api.example.com/v1", "small").is_err());
        assert!(endpoint("https://api.example.com/v1", " ").unwrap_err().starts_with("llm.endpoint.model"));
    }

    #[test]
    fn there_is_a_thread_even_on_one_core() {
        assert!(LlmSettings::default().threads() >= 1);
        assert_eq!(LlmSettings { threads: Some(3), ..LlmSettings::default() }.threads(), 3);
        let none = LlmSettings { threads: Some(0), ..LlmSettings::default() };
        assert!(none.check().unwrap_err().contains("llm.threads"));
    }
}
