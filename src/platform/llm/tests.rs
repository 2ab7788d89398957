//! Rules of queue, death and silence, tried with a scripted process in place of a model.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use futures::executor::block_on;
use tempfile::TempDir;

use super::*;

/// What the process in place of a model does with a question hangs on a word in it. $1 is the folder of the test.
const SCRIPT: &str = r#"
echo $$ >> "$1/started"
echo '{"word":"ready","load_ms":1,"context":100}'
while read -r line; do
  id=${line#*'"id":'}; id=${id%%[,\}]*}
  text="{\"word\":\"text\",\"id\":$id,\"text\":\"hello\"}"
  end="{\"word\":\"done\",\"id\":$id,\"tokens\":1,\"cached\":2,\"prompt_tokens\":3,\"stopped_by\":\"end\"}"
  case $line in
    *'"order":"warm"'*) echo warm >> "$1/warmed"; echo '{"word":"warmed","tokens":5}' ;;
    *'"order":"cancel"'*) echo "$id" >> "$1/cancelled" ;;
    *' die '*) echo 'GGML_ASSERT(n_tokens) failed' >&2; exit 134 ;;
    *' silence '*) ;;
    *' hold '*) echo "$text" ;;
    *' babble '*) while echo "$text"; do :; done ;;
    *' nonsense '*) echo '{"word":' ;;
    *) echo "$text"; echo "$end" ;;
  esac
done
"#;

struct Test {
    folder: TempDir,
    llm: Llm,
}

impl Test {
    fn with(script: &str, slots: u16, queue: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["-c".into(), script.into(), "worker".into(), folder.path().into()];
        let program = Program { path: "/bin/sh".into(), arguments: arguments.into() };
        let settings = LlmSettings { slots, queue, ..LlmSettings::default() };
        let wait = Duration::from_millis(1500);
        let patience = Patience { load: wait, first_word: wait, next_word: Duration::from_secs(30) };
        Self { llm: Llm::with_program(&settings, program, None, patience), folder }
    }

    fn new() -> Self {
        Self::with(SCRIPT, 2, 8)
    }

    fn asks(&self, text: &str) -> Answer {
        self.llm.ask(ask(text, None))
    }

    fn reads(&self, file: &str) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

fn ask(text: &str, conversation: Option<&str>) -> Ask {
    Ask {
        prefix: "You mind a shop.".into(),
        turns: vec![Turn { role: Role::User, text: format!(" {text} ") }],
        grammar: None,
        max_tokens: 16,
        temperature: 0.0,
        seed: 0,
        conversation: conversation.map(str::to_owned),
    }
}

fn next(answer: &mut Answer) -> Result<Piece, String> {
    block_on(answer.next()).expect("not at its end").map_err(|error| error.in_full())
}

/// The next piece that is not a place in the queue.
fn word(answer: &mut Answer) -> Result<Piece, String> {
    loop {
        match next(answer) {
            Ok(Piece::Queued(_)) => {}
            other => return other,
        }
    }
}

fn hello() -> Result<Piece, String> {
    Ok(Piece::Text("hello".into()))
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn lives(process: &str) -> bool {
    let status = fs::read_to_string(Path::new("/proc").join(process).join("stat")).unwrap_or_default();
    // A process that has ended and was not asked about yet is a zombie.
    !status.is_empty() && !status.contains(") Z ")
}

#[test]
fn an_answer_comes_in_pieces() {
    let test = Test::new();
    assert_eq!(test.llm.status(), Status::Resting);
    let mut answer = test.asks("good day");
    assert_eq!(word(&mut answer), hello());
    let Ok(Piece::Done(stats)) = next(&mut answer) else { panic!("the end follows") };
    assert_eq!((stats.tokens, stats.cached, stats.prompt_tokens), (1, 2, 3));
    assert!(stats.first_ms <= stats.total_ms && stats.stopped_by == StoppedBy::End);
    assert!(block_on(answer.next()).is_none() && block_on(answer.next()).is_none());
    assert_eq!(test.llm.status(), Status::Ready { model: "test".into() });
    drop(answer);
    assert_eq!(test.reads("cancelled"), [""; 0], "what has ended is not cancelled");
}

#[test]
fn what_many_questions_share_is_read_before_anybody_asks_and_by_every_process() {
    let test = Test::new();
    test.llm.warm("You mind a shop.");
    until("warm", || test.reads("warmed").len() == 1);
    assert!(word(&mut test.asks("die")).is_err());
    assert_eq!(word(&mut test.asks("hello")), hello());
    assert_eq!((test.reads("warmed").len(), test.reads("started").len()), (2, 2));
}

#[test]
fn threat_85_a_process_that_dies_fails_its_answers_at_once_and_the_next_ones_live() {
    let test = Test::new();
    let mut held = test.asks("hold");
    assert_eq!(word(&mut held), hello());
    let began = Instant::now();
    let failure = word(&mut test.asks("die")).unwrap_err();
    assert!(failure.contains("ask again") && failure.contains("GGML_ASSERT"), "{failure}");
    assert!(next(&mut held).unwrap_err().contains("ask again"));
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(word(&mut test.asks("nonsense")).is_err());
    assert_eq!(word(&mut test.asks("hello")), hello());
    // The third death within ten minutes is enough.
    assert!(word(&mut test.asks("die")).is_err());
    until("failed", || matches!(test.llm.status(), Status::Failed { .. }));
    let Status::Failed { why, again_in } = test.llm.status() else { panic!() };
    assert!(why.contains("died too often") && again_in > Duration::from_secs(9 * 60), "{why} {again_in:?}");
    assert!(word(&mut test.asks("hello")).unwrap_err().contains("out of order"));
    assert_eq!(test.reads("started").len(), 3);
}

#[test]
fn a_process_that_hangs_is_ended() {
    let test = Test::new();
    let failure = word(&mut test.asks("silence")).unwrap_err();
    assert!(failure.contains("says nothing any more"), "{failure}");
    until("ended", || !lives(&test.reads("started")[0]));
    assert_eq!(word(&mut test.asks("hello")), hello());
}

#[test]
fn a_model_that_does_not_load_is_given_up() {
    let test = Test::with("echo no >&2; exit 1", 2, 8);
    assert!(word(&mut test.asks("hello")).unwrap_err().contains("out of order"));
    let Status::Failed { why, .. } = test.llm.status() else { panic!("it was tried three times") };
    assert!(why.contains("does not start"), "{why}");

    let test = Test::with("exec sleep 60", 2, 8);
    assert!(word(&mut test.asks("hello")).unwrap_err().contains("out of order"));

    let fatal = r#"echo x >> "$1/started"; echo '{"word":"fatal","why":"this processor lacks AVX2"}'; exit 1"#;
    let test = Test::with(fatal, 2, 8);
    assert!(word(&mut test.asks("hello")).unwrap_err().contains("AVX2"));
    assert_eq!(test.reads("started").len(), 1, "another would not help");
    assert!(matches!(test.llm.status(), Status::Failed { why, .. } if why.contains("AVX2")));

    let missing = Program { path: "/nonexistent/bodega".into(), arguments: vec![] };
    let llm = Llm::with_program(&LlmSettings::default(), missing, None, Patience::default());
    assert!(word(&mut llm.ask(ask("hello", None))).is_err());
}

#[test]
fn threat_85_an_answer_that_nobody_waits_for_frees_its_place() {
    let test = Test::with(SCRIPT, 1, 8);
    let mut held = test.asks("hold");
    assert_eq!(word(&mut held), hello());
    let (mut second, mut third) = (test.asks("hello"), test.asks("hello"));
    assert_eq!(next(&mut second), Ok(Piece::Queued(1)));
    assert_eq!(next(&mut third), Ok(Piece::Queued(2)));
    drop(held);
    assert_eq!(word(&mut second), hello());
    assert_eq!(next(&mut third), Ok(Piece::Queued(1)));
    assert_eq!(word(&mut third), hello());
    until("cancelled", || test.reads("cancelled").len() == 1);
}

#[test]
fn conversations_take_turns() {
    let test = Test::with(SCRIPT, 1, 8);
    let mut held = test.llm.ask(ask("hold", Some("ann")));
    assert_eq!(word(&mut held), hello());
    let mut again = test.llm.ask(ask("hello", Some("ann")));
    assert_eq!(next(&mut again), Ok(Piece::Queued(1)));
    let mut other = test.llm.ask(ask("hello", Some("bob")));
    assert_eq!(next(&mut other), Ok(Piece::Queued(1)));
    assert_eq!(next(&mut again), Ok(Piece::Queued(2)));
}

#[test]
fn threat_85_a_full_queue_says_so_at_once() {
    let test = Test::with(SCRIPT, 1, 2);
    let mut held = test.asks("hold");
    assert_eq!(word(&mut held), hello());
    let waiting: Vec<_> = (0..2).map(|_| test.asks("hello")).collect();
    let refusals = (0..100).filter(|_| {
        let mut answer = test.asks("hello");
        matches!(block_on(answer.next()), Some(Err(error)) if error.kind == crate::base::ErrorKind::Unavailable)
    });
    assert_eq!(refusals.count(), 100);
    drop(held);
    for mut answer in waiting {
        assert_eq!(word(&mut answer), hello());
    }
}

#[test]
fn threat_86_a_process_that_says_more_than_it_was_asked_for_is_ended() {
    let test = Test::new();
    let mut answer = test.asks("babble");
    let failure = loop {
        if let Err(failure) = word(&mut answer) {
            break failure;
        }
    };
    assert!(failure.contains("more than it was asked for"), "{failure}");
    until("ended", || !lives(&test.reads("started")[0]));
}

#[test]
fn the_process_ends_with_the_shop() {
    let test = Test::new();
    assert_eq!(word(&mut test.asks("hello")), hello());
    let process = test.reads("started").remove(0);
    assert!(lives(&process));
    let Test { llm, folder } = test;
    drop(llm);
    until("ended", || !lives(&process));
    drop(folder);
}

#[test]
fn threat_85_what_cannot_be_asked_is_said_and_starts_nothing() {
    let test = Test::new();
    let says = |ask: Ask| word(&mut test.llm.ask(ask)).unwrap_err();
    let good = ask("hello", None);
    assert!(says(Ask { prefix: "x".repeat(1 << 20), ..good.clone() }).contains("fewer words"));
    assert!(says(Ask { grammar: Some("x".repeat(1 << 20)), ..good.clone() }).contains("fewer words"));
    assert!(says(Ask { turns: vec![], ..good.clone() }).contains("turns"));
    let last = Turn { role: Role::Assistant, text: "I said that".into() };
    assert!(says(Ask { turns: vec![good.turns[0].clone(), last], ..good.clone() }).contains("turns"));
    assert!(says(Ask { max_tokens: 0, ..good.clone() }).contains("max_tokens"));
    assert!(says(Ask { temperature: f32::NAN, ..good.clone() }).contains("temperature"));
    assert_eq!((test.reads("started").len(), test.llm.status()), (0, Status::Resting));
}

#[test]
fn an_engine_that_is_off_answers_so() {
    let llm = Llm::off("llm.engine is off");
    llm.warm("nothing happens");
    assert_eq!(llm.status(), Status::Off { why: "llm.engine is off".into() });
    assert!(word(&mut llm.ask(ask("hello", None))).unwrap_err().contains("engine is off"));
    let folder = tempfile::tempdir().unwrap();
    let llm = Llm::open(&LlmSettings::default(), &folder.path().join("models")).unwrap();
    assert!(matches!(llm.status(), Status::Off { .. }), "no model is installed");
    let named = LlmSettings { model: "missing".into(), ..LlmSettings::default() };
    let status = Llm::open(&named, folder.path()).unwrap().status();
    assert!(matches!(status, Status::Off { why } if why.contains("missing") || !worker::BUILT_IN));
    let wrong = LlmSettings { slots: 0, ..LlmSettings::default() };
    assert!(Llm::open(&wrong, folder.path()).is_err());
}
