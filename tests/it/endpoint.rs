//! A server that speaks the protocol of OpenAI in place of a model of our own.

use std::time::{Duration, Instant};

use bodega::{
    base::{ErrorKind, Secret},
    platform::llm::{Answer, Ask, Engine, Llm, LlmSettings, Piece, Role, Stats, Status, StoppedBy, Turn},
};
use serde_json::Value;

use crate::standin::StandIn;

struct Far {
    server: StandIn,
    folder: tempfile::TempDir,
    llm: Llm,
}

impl Far {
    fn with(change: impl FnOnce(&mut LlmSettings)) -> Self {
        let (server, folder) = (StandIn::llm(None), tempfile::tempdir().unwrap());
        let llm = Llm::open(&settings(&server, change), folder.path()).unwrap();
        Self { server, folder, llm }
    }

    fn asks(&self, text: &str) -> Answer {
        let ask = Ask {
            prefix: "You mind a shop.".into(),
            turns: vec![
                Turn { role: Role::User, text: "Hello".into() },
                Turn { role: Role::Assistant, text: "Good day".into() },
                Turn { role: Role::User, text: text.into() },
            ],
            grammar: Some("root ::= [a-z]+".into()),
            max_tokens: 32,
            temperature: 0.0,
            seed: 7,
            conversation: None,
        };
        self.llm.ask(ask)
    }
}

fn settings(server: &StandIn, change: impl FnOnce(&mut LlmSettings)) -> LlmSettings {
    let mut settings = LlmSettings { engine: Engine::Endpoint, ..LlmSettings::default() };
    settings.endpoint.url = format!("{}/v1/", server.url);
    settings.endpoint.key = Secret::new("sk-hush");
    settings.endpoint.model = "small".into();
    change(&mut settings);
    settings
}

async fn hears(mut answer: Answer) -> Result<(String, Stats), (ErrorKind, String)> {
    let mut text = String::new();
    while let Some(piece) = answer.next().await {
        match piece.map_err(|error| (error.kind, error.in_full()))? {
            Piece::Text(more) => text += &more,
            Piece::Done(stats) => return Ok((text, stats)),
            Piece::Queued(_) => {}
        }
    }
    panic!("every answer has an end")
}

#[tokio::test]
async fn a_server_answers_in_pieces_and_pages_can_say_where_text_goes() {
    let far = Far::with(|_| {});
    let status = Status::Remote { host: "127.0.0.1".into(), model: "small".into() };
    assert_eq!(far.llm.status(), status);
    let (text, stats) = hears(far.asks("What is new?")).await.unwrap();
    assert_eq!(text, "Grüße, 世界");
    assert_eq!((stats.tokens, stats.prompt_tokens, stats.cached), (10, 40, 32));
    assert_eq!(stats.stopped_by, StoppedBy::End);
    assert_eq!(hears(far.asks("cut short")).await.unwrap().1.stopped_by, StoppedBy::Length);
    let calls = far.server.looks("/calls");
    assert_eq!(calls[0]["authorization"], "Bearer sk-hush");
    let body = &calls[0]["body"];
    let roles: Vec<_> = body["messages"].as_array().unwrap().iter().map(|it| it["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert_eq!((&body["max_tokens"], &body["stream"], &body["model"]), (&32.into(), &true.into(), &"small".into()));
    assert_eq!(body["grammar"], Value::Null, "most servers refuse what they do not know");
    let knows = Far::with(|it| it.endpoint.grammar = true);
    hears(knows.asks("What is new?")).await.unwrap();
    assert_eq!(knows.server.looks("/calls")[0]["body"]["grammar"], "root ::= [a-z]+");
}

#[tokio::test]
async fn threat_85_servers_that_fail_hang_or_babble_are_told_apart_from_answers() {
    let far = Far::with(|it| it.endpoint.timeout = 1);
    let (kind, why) = hears(far.asks("break off")).await.unwrap_err();
    assert_eq!(kind, ErrorKind::Unavailable, "{why}");
    let (_, why) = hears(far.asks("refuse")).await.unwrap_err();
    assert!(why.contains("Incorrect API key") && !why.contains("hush"), "{why}");
    let began = Instant::now();
    assert!(hears(far.asks("slow")).await.is_err());
    assert!(began.elapsed() < Duration::from_secs(10));
    let (_, why) = hears(far.asks("babble")).await.unwrap_err();
    assert!(why.contains("more than it was asked for"), "{why}");
    assert!(hears(far.asks("What is new?")).await.is_ok());
    let nobody = Far::with(|it| it.endpoint.url = "http://127.0.0.1:9/v1".into());
    assert_eq!(hears(nobody.asks("What is new?")).await.unwrap_err().0, ErrorKind::Unavailable);
}

#[tokio::test]
async fn threat_85_whoever_leaves_ends_the_request_and_the_next_one_is_asked() {
    let far = Far::with(|it| it.slots = 1);
    let mut first = far.asks("slow");
    while !matches!(first.next().await.unwrap().unwrap(), Piece::Text(_)) {}
    let mut second = far.asks("What is new?");
    assert_eq!(second.next().await.unwrap().unwrap(), Piece::Queued(1));
    drop(first);
    assert!(hears(second).await.is_ok());
    let began = Instant::now();
    while far.server.looks("/open") != 0 {
        assert!(began.elapsed() < Duration::from_secs(10), "the first request is still open");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn threat_85_a_day_has_a_limit_that_a_restart_knows() {
    let far = Far::with(|it| it.endpoint.daily_tokens = 90);
    assert!(hears(far.asks("What is new?")).await.is_ok());
    assert!(hears(far.asks("What is new?")).await.is_ok(), "50 of 90 were used");
    let (kind, why) = hears(far.asks("What is new?")).await.unwrap_err();
    assert!(kind == ErrorKind::Unavailable && why.contains("daily_tokens"), "{why}");
    let again = Llm::open(&settings(&far.server, |it| it.endpoint.daily_tokens = 90), far.folder.path()).unwrap();
    let again = Far { llm: again, ..far };
    assert!(hears(again.asks("What is new?")).await.unwrap_err().1.contains("daily_tokens"));
    assert_eq!(again.server.looks("/calls").as_array().unwrap().len(), 2);
    // A server that does not count is counted for.
    let uncounted = Far::with(|it| it.endpoint.daily_tokens = 5);
    assert_eq!(hears(uncounted.asks("uncounted")).await.unwrap().1.tokens, 4);
    assert!(hears(uncounted.asks("uncounted")).await.is_err());
}
