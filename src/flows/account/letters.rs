//! The mails about changes of an account.

use crate::{
    base::Email,
    platform::{mail::Letter, web::Shop},
};

const WAS_IT_YOU: &str = "If it was you, there is nothing to do.";

fn letter(to: &Email, kind: &'static str, subject: String, lines: Vec<String>) -> Letter {
    Letter { to: to.clone(), kind, subject, lines, link: None, code: None, end: WAS_IT_YOU.into() }
}

/// Where somebody goes whose account was changed by another.
fn not_me(shop: &Shop) -> Option<(String, String)> {
    Some(("It was not me".into(), shop.base_url.to("/forgot-password")))
}

/// To someone who chose another password.
pub(super) fn password_changed(shop: &Shop, to: &Email) -> Letter {
    let said = "Your password was changed just now. You were signed out everywhere else, and your API keys have ended.";
    let subject = format!("Your password at {} was changed", shop.name);
    Letter { link: not_me(shop), ..letter(to, "password", subject, vec![said.into()]) }
}

/// To an address that somebody wants their account to have.
pub(super) fn confirm_address(shop: &Shop, to: &Email, token: &str) -> Letter {
    let url = shop.base_url.to(&format!("/account/email/confirm?token={token}"));
    let said = "Open this link in the browser in which you are signed in. It works once, for half an hour.";
    Letter {
        link: Some(("Use this address".into(), url)),
        end: "You did not ask for it? Then somebody mistyped their own address, and you need not do anything.".into(),
        ..letter(to, "move", format!("Use this address at {}", shop.name), vec![said.into()])
    }
}

/// To the address that an account has while it is asked to have another.
pub(super) fn change_asked(shop: &Shop, to: &Email, new: &Email) -> Letter {
    let subject = format!("Your account at {} is about to get another address", shop.name);
    let said = format!("Somebody, probably you, wants it to be {}. Until that is confirmed there, nothing changes.", {
        new.masked()
    });
    Letter { link: not_me(shop), ..letter(to, "move-asked", subject, vec![said]) }
}

/// To the owner of an account whose address another account wanted to have.
pub(super) fn address_wanted(shop: &Shop, to: &Email) -> Letter {
    let said = "Somebody wanted their account to have your address. It belongs to yours, so nothing was changed.";
    Letter {
        end: "It was you, and you have two accounts? Close this one first, or keep using both.".into(),
        ..letter(to, "address-wanted", format!("Your address was asked for at {}", shop.name), vec![said.into()])
    }
}

/// To both addresses of an account that moved.
pub(super) fn moved(shop: &Shop, to: &Email, new: &Email) -> Letter {
    let subject = format!("Your address at {} was changed", shop.name);
    let said = format!("Your account has the address {} from now on. You were signed out everywhere.", new.masked());
    let help = match &shop.contact {
        Some(contact) => format!("It was not you? Then write to {contact} at once."),
        None => "It was not you? Then answer this mail at once.".into(),
    };
    Letter { end: format!("{WAS_IT_YOU} {help}"), ..letter(to, "moved", subject, vec![said]) }
}

/// To someone for whom a key was made.
pub(super) fn key_made(shop: &Shop, to: &Email, name: &str) -> Letter {
    let subject = format!("A new API key for your account at {}", shop.name);
    let said = format!("The key \"{name}\" was made just now. Whoever has it can ask the shop in your name.");
    let link = Some(("Look at your keys".into(), shop.base_url.to("/account/keys")));
    Letter { link, ..letter(to, "key", subject, vec![said]) }
}

/// To someone whose copy is ready.
pub(super) fn copy_ready(shop: &Shop, to: &Email) -> Letter {
    let said = "The copy of your data that you asked for is ready. It can be fetched for a week, by you alone.";
    Letter {
        link: Some(("Fetch it".into(), shop.base_url.to("/account/data"))),
        end: "You did not ask for it? Then change your password, and sign out everywhere else.".into(),
        ..letter(to, "export", format!("Your data at {}", shop.name), vec![said.into()])
    }
}

/// To someone who closed their account.
pub(super) fn farewell(shop: &Shop, to: &Email) -> Letter {
    let lines = vec![
        "Your account is closed, and what we knew about you is gone, except for what the law makes us keep of orders."
            .into(),
        "The links in your receipts still lead to what you bought. Keep those mails.".into(),
    ];
    Letter {
        end: "Thank you for the time you spent with us.".into(),
        ..letter(to, "closed", format!("Your account at {} is closed", shop.name), lines)
    }
}
