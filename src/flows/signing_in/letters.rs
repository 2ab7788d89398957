//! The mails at the door.

use super::whence::Whence;
use crate::{
    base::{Email, Timestamp},
    platform::{mail::Letter, web::Shop},
};

const NOT_YOU: &str = "You did not ask for it? Then nothing has happened, and nothing will: only whoever reads this mail \
    can go on.";

/// To whoever wants an account at an address that has none.
pub(super) fn confirm(shop: &Shop, to: &Email, token: &str) -> Letter {
    Letter {
        to: to.clone(),
        kind: "confirm",
        subject: format!("Confirm your account at {}", shop.name),
        lines: vec!["One click, and your account is ready. The link works for a day.".into()],
        link: Some(("Confirm my address".into(), shop.base_url.to(&format!("/register/confirm?token={token}")))),
        code: None,
        end: NOT_YOU.into(),
    }
}

/// To the owner of an account whose address somebody wanted to register.
pub(super) fn known(shop: &Shop, to: &Email) -> Letter {
    Letter {
        to: to.clone(),
        kind: "known",
        subject: format!("You already have an account at {}", shop.name),
        lines: vec![
            "Somebody, probably you, wanted to open an account with this address. There is one already, so nothing was \
             changed."
                .into(),
            "If you do not know the password any more, choose a new one.".into(),
        ],
        link: Some(("Choose a new password".into(), shop.base_url.to("/forgot-password"))),
        code: None,
        end: "It was not you? Then you need not do anything.".into(),
    }
}

/// To whoever forgot their password.
pub(super) fn reset(shop: &Shop, to: &Email, token: &str) -> Letter {
    Letter {
        to: to.clone(),
        kind: "reset",
        subject: format!("Choose a new password for {}", shop.name),
        lines: vec!["This link lets you choose a new password. It works once, for half an hour.".into()],
        link: Some(("Choose a new password".into(), shop.base_url.to(&format!("/reset-password?token={token}")))),
        code: None,
        end: NOT_YOU.into(),
    }
}

/// To someone whose password was changed.
pub(super) fn password_changed(shop: &Shop, to: &Email) -> Letter {
    Letter {
        to: to.clone(),
        kind: "password",
        subject: format!("Your password at {} was changed", shop.name),
        lines: vec!["Your password was changed just now, and you were signed out everywhere else.".into()],
        link: Some(("It was not me".into(), shop.base_url.to("/forgot-password"))),
        code: None,
        end: "If it was you, there is nothing to do.".into(),
    }
}

/// To someone who signed in with something or from somewhere that they did not sign in with or from before.
pub(super) fn signed_in(shop: &Shop, to: &Email, whence: &Whence, at: Timestamp) -> Letter {
    Letter {
        to: to.clone(),
        kind: "sign-in",
        subject: format!("A new sign-in to your account at {}", shop.name),
        lines: vec![
            "Somebody, probably you, just signed in to your account with a device or from a country that is new to us."
                .into(),
            format!("{}, from {}, {}.", whence.device, whence.place(), at.date_and_time()),
        ],
        link: Some(("See where I am signed in".into(), shop.base_url.to("/account/security"))),
        code: None,
        end: "It was not you? Then change your password; that signs out everybody else.".into(),
    }
}

/// To someone who came in by a recovery code.
pub(super) fn recovery_used(shop: &Shop, to: &Email, left: usize) -> Letter {
    let left = match left {
        0 => "It was the last one. Make new ones now, or you are locked out when you lose your phone.".to_owned(),
        left => format!("{} left.", crate::platform::web::parts::counted(left as u64, "code is", "codes are")),
    };
    Letter {
        to: to.clone(),
        kind: "second-factor",
        subject: format!("A recovery code of yours was used at {}", shop.name),
        lines: vec!["Somebody, probably you, just signed in with your password and a recovery code.".into(), left],
        link: Some(("Look after my codes".into(), shop.base_url.to("/account/security/recovery-codes"))),
        code: None,
        end: "It was not you? Then change your password, and make new codes.".into(),
    }
}
