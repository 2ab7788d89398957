//! Typed identifiers. `ord_…` can never be mistaken for `prod_…`.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use super::{Error, Result, Timestamp};

/// The identifier of a `K`: a UUIDv7 (RFC 9562), so that identifiers sort by the time they were made.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

/// A kind of thing that has identifiers.
pub trait Kind: 'static {
    /// What stands before the underscore.
    const PREFIX: &'static str;
}

macro_rules! ids {
    ($($kind:ident $alias:ident $prefix:literal $what:literal),* $(,)?) => {$(
        #[doc = concat!("Marks the identifiers of ", $what, ".")]
        #[derive(Debug)]
        pub enum $kind {}
        #[doc = concat!("The identifier of ", $what, ".")]
        pub type $alias = Id<$kind>;
        impl Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
    )*};
}

// In alphabetical order, one line each.
ids! {
    ActivationKind ActivationId "act" "one device that a licence is used on",
    ApiKeyKind    ApiKeyId    "key"  "a key of a program",
    AuditKind     AuditId     "aud"  "an entry of the audit",
    CartKind      CartId      "cart" "a cart",
    CategoryKind  CategoryId  "cat"  "a category",
    CollectionKind CollectionId "col" "a collection of products",
    ConversationKind ConversationId "conv" "a conversation with the assistant",
    DiscountKind  DiscountId  "disc" "a discount",
    DisputeKind   DisputeId   "dp"   "a dispute",
    DownloadKind  DownloadId  "dl"   "one transfer of a file",
    EditionKind   EditionId   "ed"   "an edition of a product",
    EntryKind     EntryId     "le"   "a group of ledger entries",
    FileKind      FileId      "file" "a file of a release",
    GrantKind     GrantId     "gr"   "the right to download",
    ImageKind     ImageId     "img"  "a picture of a product",
    InvoiceKind   InvoiceId   "inv"  "an invoice or credit note",
    JobKind       JobId       "job"  "a job",
    LicenseKind   LicenseId   "lic"  "a licence",
    LineKind      LineId      "line" "a line of a cart",
    MailKind      MailId      "mail" "a mail",
    MessageKind   MessageId   "msg"  "something said in a conversation",
    NoticeKind    NoticeId    "ntc"  "a piece of news that waits for its mail",
    OrderKind     OrderId     "ord"  "an order",
    OrderLineKind OrderLineId "ol"   "a line of an order",
    PasskeyKind   PasskeyId   "pk"   "a passkey",
    PaymentKind   PaymentId   "pay"  "a payment",
    PriceAlertKind PriceAlertId "alt" "a price that somebody waits for",
    PreviewKind   PreviewId   "pv"   "a preview of a product",
    ProductKind   ProductId   "prod" "a product",
    RecentSearchKind RecentSearchId "rs" "something that was looked for lately",
    RedemptionKind RedemptionId "red" "one use of a discount",
    RefundKind    RefundId    "ref"  "a refund",
    ReleaseKind   ReleaseId   "rel"  "a release of a product",
    ReportKind    ReportId    "rpt"  "a complaint about something that others published",
    ReviewKind    ReviewId    "rev"  "a review of a product",
    SavedSearchKind SavedSearchId "ss" "a search that somebody saved",
    SellerKind    SellerId    "sel"  "a seller",
    SessionKind   SessionId   "ses"  "a session",
    TakingKind    TakingId    "tb"   "money that is taken back from a seller",
    TaxRateKind   TaxRateId   "tax"  "a tax rate",
    TransferKind  TransferId  "tr"   "a transfer to a seller",
    UploadKind    UploadId    "upl"  "a file on its way in",
    UserKind      UserId      "usr"  "a user",
    WishKind      WishId      "wi"   "a thing on a wishlist",
    WithdrawalKind WithdrawalId "wd" "a withdrawal from an order",
    WishlistKind  WishlistId  "wish" "a wishlist",
}

impl<K> Id<K> {
    /// An identifier made at `now` from ten random bytes.
    pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
        let millis = now.millis().max(0).unsigned_abs();
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid(), PhantomData)
    }

    /// The identifier that these bytes stand for.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes), PhantomData)
    }

    /// Sixteen bytes that sort as the identifiers do.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.into_bytes()
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.0.simple())
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = Error;

    /// Reads `prefix_` and 32 lower-case hexadecimal digits: one way to write each identifier, no other.
    fn from_str(text: &str) -> Result<Self> {
        text.strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .filter(|hex| hex.len() == 32 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
            .and_then(|hex| Uuid::try_parse(hex).ok())
            .map(|uuid| Self(uuid, PhantomData))
            .ok_or_else(|| Error::not_found("There is nothing here"))
    }
}

impl<K: Kind> Serialize for Id<K> {
    /// Text for programs, sixteen bytes in the store.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if !to.is_human_readable() {
            return to.serialize_bytes(self.0.as_bytes());
        }
        // As it is displayed, without the formatter's detours: answers are full of them.
        let mut digits = [0; uuid::fmt::Simple::LENGTH];
        let mut text = String::with_capacity(K::PREFIX.len() + 1 + digits.len());
        text.push_str(K::PREFIX);
        text.push('_');
        text.push_str(self.0.simple().encode_lower(&mut digits));
        to.serialize_str(&text)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            String::deserialize(from)?.parse().map_err(de::Error::custom)
        } else {
            from.deserialize_bytes(Bytes(PhantomData))
        }
    }
}

struct Bytes<K>(PhantomData<fn() -> K>);

impl<K: Kind> de::Visitor<'_> for Bytes<K> {
    type Value = Id<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the sixteen bytes of a {}_", K::PREFIX)
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Id<K>, E> {
        bytes.try_into().map(Id::from_bytes).map_err(|_| E::invalid_length(bytes.len(), &self))
    }
}

// Written out, since deriving would ask the same of `K`, which is never there.
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_one_spelling() {
        let id = ProductId::new(Timestamp::from_millis(1_700_000_000_000), [7; 10]);
        let text = id.to_string();
        assert_eq!(text.parse::<ProductId>().unwrap(), id);
        assert!(text.parse::<OrderId>().is_err());
        assert!(text.to_uppercase().parse::<ProductId>().is_err());
        assert!(text.replace('_', "_{").parse::<ProductId>().is_err());
    }

    #[test]
    fn identifiers_sort_by_their_moment() {
        let early = ProductId::new(Timestamp::from_millis(1), [255; 10]);
        let late = ProductId::new(Timestamp::from_millis(2), [0; 10]);
        assert!(early < late && early.to_bytes() < late.to_bytes());
    }

    #[test]
    fn stored_short_and_sent_as_text() {
        let id = OrderId::new(Timestamp::from_millis(5), [1; 10]);
        let stored = rmp_serde::to_vec_named(&id).unwrap();
        assert_eq!(stored.len(), 18);
        assert_eq!(rmp_serde::from_slice::<OrderId>(&stored).unwrap(), id);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    }
}
