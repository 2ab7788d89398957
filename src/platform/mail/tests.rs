use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::*;
use crate::{
    base::{Email, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

const START: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn store() -> (Db, Clock) {
    let clock = Clock::manual(START);
    let db = Db::in_memory(clock.clone(), Chance::seeded(1)).unwrap();
    db.prepare(vec![&store::MAILS], Migrations::default()).unwrap();
    (db, clock)
}

fn mail(subject: &str) -> NewMail {
    NewMail {
        to: Email::parse("bob@example.com").unwrap(),
        subject: subject.into(),
        text: "Here it is.".into(),
        html: "<p>Here it is.</p>".into(),
        kind: "receipt",
    }
}

async fn enqueued(db: &Db, subject: &'static str) -> MailId {
    db.write(move |txn| enqueue(txn, mail(subject))).await.unwrap()
}

fn get(db: &Db, id: MailId) -> Mail {
    db.look(|txn| find(txn, id)).unwrap().unwrap()
}

fn sound(db: &Db) {
    assert_eq!(db.check(&[&store::MAILS]).unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_mail_is_sent_once() {
    let (db, clock) = store();
    let (out, postbox) = Outgoing::memory().unwrap();
    let mailer = Mailer::new(db.clone(), out, Chance::seeded(2));
    let id = enqueued(&db, "Your order").await;
    assert_eq!(mailer.deliver_due(clock.now()).await.unwrap(), 1);
    assert_eq!(mailer.deliver_due(clock.now()).await.unwrap(), 0);
    let [sent] = &postbox.mails()[..] else { panic!() };
    assert_eq!(
        (sent.to.as_str(), sent.subject.as_str(), sent.kind.as_str()),
        ("bob@example.com", "Your order", "receipt")
    );
    assert!(sent.message.contains(&format!("Message-ID: <{id}@")));
    let kept = get(&db, id);
    assert_eq!(kept.state, State::Sent(START));
    assert!(kept.text.is_empty() && kept.html.is_empty(), "what was sent is not kept");
    assert_eq!(db.look(|txn| of_state(txn, State::Sent(START), 10)).unwrap().len(), 1);
    sound(&db);
}

#[tokio::test]
async fn a_change_that_fails_sends_nothing() {
    let (db, clock) = store();
    let (out, postbox) = Outgoing::memory().unwrap();
    let failed = db.write(|txn| -> Result<()> {
        enqueue(txn, mail("Never"))?;
        Err(crate::base::Error::conflict("Sold out"))
    });
    assert!(failed.await.is_err());
    Mailer::new(db, out, Chance::seeded(2)).deliver_due(clock.now()).await.unwrap();
    assert_eq!(postbox.mails(), []);
}

/// Fault F13: a server that is down is tried for two days, then the mail is kept to be looked at.
#[tokio::test]
async fn fault_13_a_server_that_is_down_is_tried_ten_times_in_two_days() {
    let (db, clock) = store();
    let (out, postbox) = Outgoing::memory().unwrap();
    let mailer = Mailer::new(db.clone(), out, Chance::seeded(3));
    postbox.refuse(1000, false);
    let id = enqueued(&db, "Your order").await;
    let mut last = Duration::ZERO;
    for tries in 1..=10 {
        mailer.deliver_due(clock.now()).await.unwrap();
        let mail = get(&db, id);
        assert_eq!((mail.tries, mail.error.as_deref()), (tries, Some("the post box is shut")));
        match mail.state {
            State::Waiting(at) => {
                let pause = at.since(clock.now());
                assert!(pause > last, "pauses grow");
                clock.advance(pause);
                last = pause;
            }
            other => assert_eq!((tries, other), (10, State::Failed(clock.now()))),
        }
    }
    let spent = clock.now().since(START);
    assert!(spent > Duration::from_secs(36 * 3600) && spent < Duration::from_secs(72 * 3600), "{spent:?}");
    assert_eq!(db.look(|txn| of_state(txn, State::Failed(START), 10)).unwrap().len(), 1);
    postbox.refuse(0, false);
    mailer.retry(id).await.unwrap();
    assert_eq!(mailer.deliver_due(clock.now()).await.unwrap(), 1);
    assert!(mailer.retry(id).await.is_err());
    sound(&db);
}

#[tokio::test]
async fn one_that_fails_does_not_hold_up_the_others() {
    let (db, clock) = store();
    let (out, postbox) = Outgoing::memory().unwrap();
    let mailer = Mailer::new(db.clone(), out, Chance::seeded(3));
    postbox.refuse(1, true);
    let lost = enqueued(&db, "One").await;
    enqueued(&db, "Two").await;
    assert_eq!(mailer.deliver_due(clock.now()).await.unwrap(), 1);
    assert_eq!(get(&db, lost).state, State::Failed(START));
    assert_eq!(postbox.mails()[0].subject, "Two");
}

/// Case 75: what stands in a name or subject makes neither headers nor recipients nor markup.
#[tokio::test]
async fn threat_75_subjects_cannot_inject_headers() {
    let (db, clock) = store();
    let (out, postbox) = Outgoing::memory().unwrap();
    for subject in
        ["Hi\r\nBcc: eve@evil.test", "Hi\n\nbody", "Hi\u{2028}Cc: eve@evil.test", "Ünïcode — 💾\rX: y", "a\0b"]
    {
        enqueued(&db, subject).await;
    }
    Mailer::new(db, out, Chance::seeded(2)).deliver_due(clock.now()).await.unwrap();
    assert_eq!(postbox.mails().len(), 5);
    for mail in postbox.mails() {
        let (head, _) = mail.message.split_once("\r\n\r\n").unwrap();
        let names: Vec<_> =
            head.split("\r\n").filter(|it| !it.starts_with(' ')).filter_map(|it| it.split_once(':')).collect();
        assert_eq!(names.len(), 8, "{head}");
        assert!(names.iter().all(|(name, _)| !["Bcc", "Cc", "X"].contains(name)), "{head}");
    }
}

#[tokio::test]
async fn without_a_server_mails_are_files() {
    let (db, clock) = store();
    let folder = tempfile::tempdir().unwrap();
    let out = Outgoing::new(&MailConfig::default(), folder.path()).unwrap();
    let mailer = Mailer::new(db.clone(), out, Chance::seeded(2));
    let id = enqueued(&db, "Your order").await;
    mailer.deliver_due(clock.now()).await.unwrap();
    // As after a crash between sending and noting it.
    db.write(move |txn| store::MAILS.put(txn, &Mail { state: State::Waiting(START), ..store::MAILS.get(txn, id)? }))
        .await
        .unwrap();
    mailer.deliver_due(clock.now()).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path().join("mail")).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert!(files[0].file_name().unwrap().to_string_lossy().ends_with(&format!("{id}.eml")));
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("To: bob@example.com\r\n") && text.contains("multipart/alternative"), "{text}");
}

#[tokio::test]
async fn a_closed_port_only_delays() {
    let (db, clock) = store();
    let config = MailConfig { host: Some("127.0.0.1".into()), port: 1, tls: MailTls::None, ..MailConfig::default() };
    let out = Outgoing::new(&config, Path::new("/nonexistent")).unwrap();
    let id = enqueued(&db, "Your order").await;
    assert_eq!(Mailer::new(db.clone(), out, Chance::seeded(2)).deliver_due(clock.now()).await.unwrap(), 0);
    let mail = get(&db, id);
    assert!(matches!(mail.state, State::Waiting(_)) && mail.error.is_some(), "{mail:?}");
}

#[tokio::test]
async fn a_server_gets_mails_over_few_connections() {
    let (db, clock) = store();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let server = tokio::spawn(serve(listener, seen.clone()));
    let config = MailConfig { host: Some("127.0.0.1".into()), port, tls: MailTls::None, ..MailConfig::default() };
    let mailer = Mailer::new(db.clone(), Outgoing::new(&config, Path::new("/")).unwrap(), Chance::seeded(2));
    for _ in 0..10 {
        enqueued(&db, "Good").await;
    }
    let gone = enqueued(&db, "Nobody").await;
    assert_eq!(mailer.deliver_due(clock.now()).await.unwrap(), 10);
    assert!(matches!(get(&db, gone).state, State::Failed(_)), "the server said 550");
    server.abort();
    let count = |word: &str| seen.lock().unwrap().iter().filter(|it| it.as_str() == word).count();
    assert_eq!((count("kept"), count("refused")), (10, 1));
    assert!(count("connected") <= 2);
}

/// A mail server of a few lines, which knows no "Nobody".
async fn serve(listener: tokio::net::TcpListener, seen: Arc<Mutex<Vec<String>>>) {
    let note = |what: &str| seen.lock().unwrap().push(what.into());
    let mut talks = Vec::new();
    while let Ok((stream, _)) = listener.accept().await {
        note("connected");
        let seen = seen.clone();
        talks.push(tokio::spawn(async move { drop(talk(stream, seen).await) }));
    }
}

async fn talk(stream: tokio::net::TcpStream, seen: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await?;
    let (mut in_data, mut bad) = (false, false);
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match line.as_str() {
            "." => {
                in_data = false;
                seen.lock().unwrap().push(if bad { "refused" } else { "kept" }.into());
                if std::mem::take(&mut bad) { b"550 no such user\r\n" } else { b"250 kept\r\n" }
            }
            line if in_data => {
                bad |= line.contains("Nobody");
                continue;
            }
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            _ => b"250 good\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

#[tokio::test]
async fn old_mails_are_forgotten() {
    let (db, clock) = store();
    let (out, _postbox) = Outgoing::memory().unwrap();
    enqueued(&db, "Old").await;
    Mailer::new(db.clone(), out, Chance::seeded(2)).deliver_due(clock.now()).await.unwrap();
    clock.advance(Duration::from_secs(60));
    enqueued(&db, "Waiting").await;
    let before = clock.now().plus(Duration::from_secs(1));
    assert_eq!(db.write(move |txn| forget_sent(txn, before, 100)).await.unwrap(), 1);
    assert_eq!(db.look(waiting).unwrap(), 1);
    sound(&db);
}

#[tokio::test]
async fn a_mail_may_be_written_when_it_is_sent() {
    let (db, clock) = store();
    let (out, postbox) = Outgoing::memory().unwrap();
    let later = |kind: &'static str, about: &str| LaterMail { to: mail("").to, kind, about: about.into() };
    let mut ids = Vec::new();
    for new in [later("receipt", "Order 7"), later("receipt", "gone"), later("foreign", "Order 8")] {
        ids.push(db.write(move |txn| enqueue_later(txn, new.clone())).await.unwrap());
    }
    let stored = get(&db, ids[0]);
    assert_eq!((stored.subject.as_str(), stored.text.as_str(), stored.html.as_str()), ("", "", ""));
    let writer = Writer::new("receipt", |_, about| match about {
        "gone" => Err(crate::base::Error::not_found("There is no such order")),
        about => Ok(mail(about)),
    });
    let mailer = Mailer::new(db.clone(), out, Chance::seeded(2)).with(vec![writer]);
    assert_eq!(mailer.deliver_due(clock.now()).await.unwrap(), 1);
    let [sent] = &postbox.mails()[..] else { panic!() };
    assert_eq!((sent.subject.as_str(), sent.text.as_str()), ("Order 7", "Here it is."));
    assert!(sent.message.contains(&format!("Message-ID: <{}@", ids[0])));
    assert_eq!(get(&db, ids[0]).text, "", "what was sent can be written again");
    assert_eq!(get(&db, ids[1]).state, State::Failed(START), "there is nothing to write about");
    assert!(matches!(get(&db, ids[2]).state, State::Waiting(at) if at > START), "a later version may know how");
    sound(&db);
}
