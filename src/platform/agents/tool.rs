//! What agents may do in the shop, one small thing at a time.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use rmcp::{handler::server::common::schema_for_input, model::JsonObject};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    base::{Error, Result},
    platform::web::{ClientAddress, guards::Visitor},
};

/// Who calls a tool: nobody in particular, or an account by its token or key.
#[derive(Debug, Clone)]
pub struct Caller {
    /// With what rights.
    pub visitor: Visitor,
    /// From where.
    pub client: ClientAddress,
}

/// What a tool does to the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It looks.
    Reads,
    /// It changes something that belongs to the caller.
    Changes,
}

type Run = Arc<dyn Fn(Caller, Value) -> BoxFuture<'static, Result<Value>> + Send + Sync>;

/// A tool.
#[derive(Clone)]
pub struct Tool {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) effect: Effect,
    pub(super) schema: Arc<JsonObject>,
    run: Run,
}

impl Tool {
    /// A tool that takes what `A` describes, as one JSON object, and answers with a JSON object.
    pub fn new<A, T, F>(
        (name, title): (&'static str, &'static str),
        description: &'static str,
        effect: Effect,
        run: impl Fn(Caller, A) -> F + Send + Sync + 'static,
    ) -> Self
    where
        A: DeserializeOwned + JsonSchema + 'static,
        T: Serialize,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        // Only what is no object has none; a story looks at the schema of each tool.
        let schema = schema_for_input::<A>().unwrap_or_default();
        let run: Run = Arc::new(move |caller, arguments| match serde_json::from_value(arguments) {
            Ok(arguments) => {
                let answer = run(caller, arguments);
                async move { serde_json::to_value(answer.await?).map_err(Error::internal) }.boxed()
            }
            Err(cause) => async move { Err(Error::invalid("arguments", cause.to_string())) }.boxed(),
        });
        Self { name, title, description, effect, schema, run }
    }

    /// Does it.
    pub(super) async fn call(&self, caller: Caller, arguments: Value) -> Result<Value> {
        (self.run)(caller, arguments).await
    }
}
