use super::*;
use crate::{
    base::Timestamp,
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

const STEP: Duration = Duration::from_secs(30);

struct Bench {
    db: Db,
    clock: Clock,
    keys: Keys,
    ada: UserId,
}

impl Bench {
    fn new() -> Self {
        let clock = Clock::manual(Timestamp::from_millis(1_800_000_000_000));
        let db = Db::in_memory(clock.clone(), Chance::seeded(1)).unwrap();
        db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
        Self { db, clock, keys: Keys::fixed([1; 32]), ada: UserId::new(Timestamp::from_millis(1), [1; 10]) }
    }

    /// Sets an app up and gives its secret.
    async fn sets_up(&self) -> Vec<u8> {
        let (keys, ada) = (self.keys.clone(), self.ada);
        let offer = self.db.write(move |txn| begin(txn, &keys, ada)).await.unwrap();
        let secret = data_encoding::BASE32_NOPAD.decode(offer.secret().as_bytes()).unwrap();
        let (keys, code) = (self.keys.clone(), self.shows(&secret));
        self.db.write(move |txn| confirm(txn, &keys, ada, &code)).await.unwrap();
        secret
    }

    fn shows(&self, secret: &[u8]) -> String {
        totp::shown(secret, self.clock.now())
    }

    async fn types(&self, code: &str) -> Redeemed {
        let (keys, ada, code) = (self.keys.clone(), self.ada, code.to_owned());
        self.db.write(move |txn| redeem(txn, &keys, ada, &code)).await.unwrap()
    }
}

#[test]
fn codes_are_those_of_the_rfc() {
    // RFC 6238, appendix B, cut to six digits.
    let secret = b"12345678901234567890";
    for (second, code) in
        [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
    {
        let now = Timestamp::from_millis(second * 1000);
        assert_eq!(totp::shown(secret, now), code);
        assert_eq!(totp::step_of(secret, &format!(" {} {}", &code[..3], &code[3..]), now, 0), Some(second as u64 / 30));
        assert_eq!(totp::step_of(secret, code, now.plus(STEP), 0), Some(second as u64 / 30), "one step late");
        assert_eq!(totp::step_of(secret, code, now.plus(3 * STEP), 0), None);
        for wrong in ["", "12345", "1234567", "۱۲۳۴۵۶"] {
            assert_eq!(totp::step_of(secret, wrong, now, 0), None);
        }
    }
    let address = totp::address(secret, "Corner: Shop", "ada@example.com").unwrap();
    assert!(
        address.starts_with("otpauth://totp/Corner%20%20Shop:ada%40example.com?secret=GEZDGNBVGY3TQOJQ"),
        "{address}"
    );
}

#[tokio::test]
async fn an_app_is_asked_for_codes_once_it_has_shown_one() {
    let bench = Bench::new();
    let (keys, ada) = (bench.keys.clone(), bench.ada);
    let offer = bench.db.write(move |txn| begin(txn, &keys, ada)).await.unwrap();
    assert_eq!(bench.db.look(|txn| offered(txn, &bench.keys, ada, bench.clock.now())).unwrap(), Some(offer));
    assert!(!bench.db.look(|txn| are_on(txn, ada)).unwrap(), "not before it is confirmed");
    let keys = bench.keys.clone();
    let wrong = bench.db.write(move |txn| confirm(txn, &keys, ada, "000000")).await.unwrap_err();
    assert_eq!(wrong.fields[0].0, "code");

    let secret = bench.sets_up().await;
    assert!(bench.db.look(|txn| are_on(txn, ada)).unwrap());
    assert!(
        bench.db.look(|txn| offered(txn, &bench.keys, ada, bench.clock.now())).unwrap().is_none(),
        "never shown again"
    );
    let first = bench.shows(&secret);
    assert_eq!(bench.types(&first).await, Redeemed::Wrong, "the code that confirmed it is used up");
    bench.clock.advance(STEP);
    let code = bench.shows(&secret);
    assert_eq!(bench.types(&code).await, Redeemed::Code);
    assert_eq!(bench.types(&code).await, Redeemed::Wrong, "once");
    assert_eq!(bench.types(&first).await, Redeemed::Wrong, "nor an older one that would still be shown");
    bench.db.write(move |txn| strip(txn, ada)).await.unwrap();
    assert!(!bench.db.look(|txn| are_on(txn, ada)).unwrap());
}

#[tokio::test]
async fn a_recovery_code_works_once_however_it_is_typed() {
    let bench = Bench::new();
    bench.sets_up().await;
    let ada = bench.ada;
    let codes = bench.db.write(move |txn| renew_codes(txn, ada)).await.unwrap();
    assert_eq!((codes.len(), codes[0].len()), (CODES, 19));
    let typed = codes[3].to_lowercase().replace('-', " ").replace('o', "0").replace('i', "1");
    assert_eq!(bench.types(&typed).await, Redeemed::RecoveryCode { left: 9 });
    assert_eq!(bench.types(&codes[3]).await, Redeemed::Wrong);
    let newer = bench.db.write(move |txn| renew_codes(txn, ada)).await.unwrap();
    assert_eq!(bench.types(&codes[4]).await, Redeemed::Wrong, "new ones replace them");
    assert_eq!(bench.types(&newer[4]).await, Redeemed::RecoveryCode { left: 9 });
    bench.db.write(move |txn| remove_authenticator(txn, ada)).await.unwrap();
    assert_eq!(bench.db.look(|txn| state(txn, ada)).unwrap().codes_left, 0, "they go with what they stand for");
}

#[tokio::test]
async fn secrets_are_sealed_and_follow_new_keys() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench { keys: Keys::open(folder.path()).unwrap(), ..Bench::new() };
    let (secret, ada) = (bench.sets_up().await, bench.ada);
    let kept = || bench.db.look(|txn| store::AUTHENTICATORS.get(txn, ada)).unwrap().secret;
    assert!(!kept().windows(8).any(|part| secret.windows(8).any(|it| it == part)));
    assert!(vault::open(&bench.keys, UserId::new(Timestamp::EPOCH, [2; 10]), &kept()).is_err(), "only for its owner");

    bench.keys.rotate(folder.path(), false).unwrap();
    let keys = bench.keys.clone();
    assert_eq!(bench.db.write(move |txn| reseal(txn, &keys)).await.unwrap(), 1);
    bench.keys.rotate(folder.path(), false).unwrap();
    bench.clock.advance(STEP);
    assert_eq!(bench.types(&bench.shows(&secret)).await, Redeemed::Code);
    // A key that is forgotten at once takes the app along, but not the way back in.
    bench.keys.rotate(folder.path(), true).unwrap();
    bench.clock.advance(STEP);
    assert_eq!(bench.types(&bench.shows(&secret)).await, Redeemed::Wrong);
    let codes = bench.db.write(move |txn| renew_codes(txn, ada)).await.unwrap();
    assert_eq!(bench.types(&codes[0]).await, Redeemed::RecoveryCode { left: 9 });
}
