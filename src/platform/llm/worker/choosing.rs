//! Which token comes next.

use llama_cpp_2::{
    model::LlamaModel,
    sampling::LlamaSampler,
    token::{LlamaToken, data::LlamaTokenData, data_array::LlamaTokenDataArray},
};

/// Of how many of the likeliest tokens chance takes one, and how much of all likelihood they have at most.
const LIKELIEST: i32 = 40;
const LIKELIHOOD: f32 = 0.95;

/// Chooses the tokens of one answer.
pub struct Chooser {
    grammar: Option<LlamaSampler>,
    /// Nothing where the likeliest is taken each time.
    dice: Option<LlamaSampler>,
}

impl Chooser {
    /// By a grammar in GBNF, if there is one; at a temperature above 0 by chance that begins with `seed`.
    ///
    /// # Errors
    /// The grammar is not one.
    pub fn new(model: &LlamaModel, grammar: Option<&str>, temperature: f32, seed: u32) -> Result<Self, String> {
        let read = |it| LlamaSampler::grammar(model, it, "root").map_err(|cause| format!("the grammar: {cause}"));
        let grammar = grammar.map(read).transpose()?;
        let dice = (temperature > 0.0).then(|| {
            let steps = [
                LlamaSampler::top_k(LIKELIEST),
                LlamaSampler::top_p(LIKELIHOOD, 1),
                LlamaSampler::temp(temperature),
                LlamaSampler::dist(seed),
            ];
            LlamaSampler::chain_simple(steps)
        });
        Ok(Self { grammar, dice })
    }

    /// The token that follows. The grammar is asked for the likeliest one alone, and for the whole vocabulary only where it
    /// refuses that: the same choice at a fraction of the cost.
    ///
    /// # Errors
    /// The model gives no numbers, or the grammar leaves no way on.
    pub fn choose(&mut self, follows: &[f32]) -> Result<LlamaToken, String> {
        let first = self.pick(follows)?;
        let Some(grammar) = &mut self.grammar else { return Ok(first) };
        let mut alone = LlamaTokenDataArray::new(vec![LlamaTokenData::new(first, 0.0, 0.0)], false);
        grammar.apply(&mut alone);
        let chosen = if alone.data.first().is_some_and(|it| it.logit() == 0.0) {
            first
        } else {
            let all = (0_i32..).zip(follows).map(|(at, it)| LlamaTokenData::new(LlamaToken::new(at), *it, 0.0));
            let mut all = LlamaTokenDataArray::from_iter(all, false);
            grammar.apply(&mut all);
            let allowed: Vec<f32> = all.data.iter().map(LlamaTokenData::logit).collect();
            self.pick(&allowed).map_err(|_| "the grammar leaves no way on".to_owned())?
        };
        // What was allowed is never refused here; llama.cpp would end the process for an end that the grammar forbids.
        if let Some(grammar) = &mut self.grammar {
            grammar.try_accept(chosen).map_err(|cause| format!("the grammar: {cause}"))?;
        }
        Ok(chosen)
    }

    /// By chance or the likeliest; the token's number is its place among `follows`.
    fn pick(&mut self, follows: &[f32]) -> Result<LlamaToken, String> {
        let ruined = || "the model gives no numbers: its file must be damaged".to_owned();
        let Some(dice) = &mut self.dice else { return likeliest(follows).ok_or_else(ruined) };
        let numbered = (0_i32..).zip(follows.iter().copied()).filter(|it| it.1.is_finite());
        let all = numbered.map(|(at, it)| LlamaTokenData::new(LlamaToken::new(at), it, 0.0));
        let mut all = LlamaTokenDataArray::from_iter(all, false);
        if all.data.is_empty() {
            return Err(ruined());
        }
        dice.apply(&mut all);
        all.selected_token().ok_or_else(ruined)
    }
}

/// The first of the likeliest; a plain loop, since it goes over the whole vocabulary for every token.
fn likeliest(follows: &[f32]) -> Option<LlamaToken> {
    let (mut best, mut most) = (None, f32::NEG_INFINITY);
    for (at, it) in follows.iter().enumerate() {
        // Nothing that is no number is larger than one.
        if *it > most && *it < f32::INFINITY {
            (best, most) = (Some(at), *it);
        }
    }
    Some(LlamaToken::new(i32::try_from(best?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_never_chosen() {
        let none = [f32::NAN, f32::NEG_INFINITY, f32::INFINITY];
        assert_eq!(likeliest(&none), None);
        assert_eq!(likeliest(&[]), None);
        let follows = [f32::NAN, -3.0, f32::INFINITY, -1.0, -1.0, f32::NEG_INFINITY];
        assert_eq!(likeliest(&follows), Some(LlamaToken::new(3)));
    }
}
