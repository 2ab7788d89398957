//! The pages of second factors.

use bodega::{
    flows::{
        second_factors::view::{
            AddPasskeyPage, AppOffer, AppPage, CodesPage, FactorRow, FactorSection, FactorsPage, PasskeyPage, QrPicture,
        },
        signing_in::view::{LoginPage, ProvePage, SecondPage},
    },
    platform::web::parts::{FieldIssue, Icon, Issues, Note, Pill, SideNav, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let frame = || words.frame();
    let side = || SideNav::new("Account").group("", &[(Icon("user-round"), "Profile", "/account")]).at("/account");
    let wrong = |name: &str| Issues(vec![FieldIssue { field: name.to_owned(), advice: words.say("Try once more") }]);
    let notes = || vec![Note::new(Tone::Good, words.say("Done."), words.say("That is how it is now."))];
    let row = |icon, name: &str| FactorRow {
        icon,
        name: words.say(name),
        about: words.say("Added 4 February 2026"),
        act: words.say("Change"),
        url: words.say("/account/security/passkeys/pk_1"),
    };
    let section = FactorSection {
        state: Pill::new(Tone::Good, words.say("On")),
        rows: vec![row(Icon("smartphone"), "Authenticator app"), row(Icon("key-round"), "Passkey “Pixel 8”")],
        add_passkey: Some(words.say("/account/security/passkeys")),
    };
    let picture = QrPicture { side: 29, path: "M4 4h7v1h-7z".into() };
    let offer = AppOffer { picture, secret: words.say("GEZD GNBV"), address: words.say("otpauth://totp/Bodega:a") };
    let codes: Vec<_> = (0..10).map(|_| words.say("ABCD-EFGH-IJKL-MNOP")).collect();
    let (app, since) = (AppPage { frame: frame(), side: side(), ..AppPage::default() }, words.say("4 February 2026"));
    let passkeys = AddPasskeyPage { frame: frame(), side: side(), possible: true };
    vec![
        sample("factors", FactorsPage { frame: frame(), side: side(), notes: notes(), section }),
        sample("factors-none", FactorsPage { frame: frame(), side: side(), ..FactorsPage::default() }),
        sample("app", app.clone()),
        sample("app-offered", AppPage { offer: Some(offer), issues: wrong("code"), ..app.clone() }),
        sample("app-on", AppPage { since, ..app }),
        sample("codes", CodesPage { frame: frame(), side: side(), notes: notes(), codes, ..CodesPage::default() }),
        sample(
            "codes-left",
            CodesPage { frame: frame(), side: side(), left: words.say("7 left"), ..CodesPage::default() },
        ),
        sample("codes-none", CodesPage { frame: frame(), side: side(), ..CodesPage::default() }),
        sample("passkey-none", AddPasskeyPage { possible: false, ..passkeys.clone() }),
        sample("passkey-new", passkeys),
        sample(
            "passkey",
            PasskeyPage {
                frame: frame(),
                side: side(),
                issues: wrong("name"),
                url: words.say("/account/security/passkeys/pk_1"),
                name: words.say("Pixel 8"),
                about: words.say("Added 4 February 2026"),
            },
        ),
        sample(
            "login-passkeys",
            LoginPage { frame: frame(), passkeys: true, next: words.say("/"), ..LoginPage::default() },
        ),
        sample("second-app", SecondPage { frame: frame(), app: true, passkey: true, ..SecondPage::default() }),
        sample("second-passkey", SecondPage { frame: frame(), passkey: true, ..SecondPage::default() }),
        sample("prove-passkey", ProvePage { frame: frame(), passkey: true, ..ProvePage::default() }),
    ]
}
