"""Reference scores in PyTorch (transformers, float32): reference.py <models dir> <out dir> [model ...]

Writes <out>/reference.json (summaries) and <out>/reference/<model>.jsonl (one line per item and setting).
Conventions, all recorded in reference.json:
  * text is tokenised with the BOS token in front (tokenizer default); BOS itself is never scored
  * few-shot: the first k rows of the train split, each "prompt + target", joined by a blank line
  * gen: greedy, cut at the first newline or end token, stripped, exact match
  * choice by perplexity, over prompt + " " + label:
      full_mean     mean NLL over all scored tokens of the whole text (lowest wins)
      full_mean_bos the same sum divided by the token count with BOS (OpenCompass divides this way)
      cont_sum      summed log-likelihood of the label tokens only (highest wins)
      cont_mean     cont_sum / label tokens;  cont_byte: cont_sum / UTF-8 bytes of " " + label (lm-eval's acc_norm)
"""
import json
import math
import os
import re
import sys
import time

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

DATA = os.environ.get("DATA", "data")  # the folder that make_data.py wrote
MCQ = "Question: {question}\nA. {A}\nB. {B}\nC. {C}\nD. {D}\nAnswer:"
LETTERS = ["A", "B", "C", "D"]

# prompt + target is the text of one example; `choices` are label texts (or {column} names with braces)
TASKS = {
    "arithmetic_gen": dict(type="gen", prompt="Q: {question}\nA:", target=" {answer}", answer="{answer}", max_new=8, shots=[0, 5], group="level"),
    "geography_gen": dict(type="gen", prompt="Q: {question}\nA:", target=" {answer}", answer="{answer}", max_new=16, shots=[0, 5], group="relation"),
    "mini_gsm": dict(type="gen", prompt="Question: {question}\nAnswer:", target=" {worked} The answer is {final}.", answer="{final}",
                     max_new=64, shots=[0, 3], extract=r"The answer is (-?\d+)"),
    "judge_gen": dict(data="judge", type="gen", prompt="Question: {question}\nReference: {reference}\nResponse: {response}\nVerdict:",
                      target=" {verdict}", answer="{verdict}", max_new=4, shots=[0]),
    "capitals_mcq_gen": dict(data="capitals_mcq", type="gen", prompt=MCQ, target=" {answer}", answer="{answer}", max_new=4, shots=[0, 5]),
    "capitals_mcq": dict(type="choice", prompt=MCQ, target=" {answer}", choices=LETTERS, answer="{answer}", shots=[0, 5]),
    "capitals_cloze": dict(data="capitals_mcq", type="choice", prompt="Q: {question}\nA:", target=" {gold_text}",
                           choices=["{A}", "{B}", "{C}", "{D}"], labels=LETTERS, answer="{answer}", shots=[0]),
    "mini_mmlu": dict(type="choice", prompt=MCQ, target=" {answer}", choices=LETTERS, answer="{answer}", shots=[0, 5], group="subject"),
    "sentiment_ppl": dict(type="choice", prompt="Review: {text}\nSentiment:", target=" {label}", choices=["positive", "negative"],
                          answer="{label}", shots=[0, 5], group="label"),
    "judge": dict(type="choice", prompt="Question: {question}\nReference: {reference}\nResponse: {response}\nVerdict:",
                  target=" {verdict}", choices=["correct", "wrong"], answer="{verdict}", shots=[0], group="verdict"),
    "minimal_pairs": dict(type="pair", good="{sentence_good}", bad="{sentence_bad}", group="phenomenon"),
    "lm_corpus": dict(type="lm", columns=["text", "scrambled"]),
    "chat_qa": dict(type="chat", user="{question}", answer="{answer}", max_new=24, group="topic"),
    "arithmetic_chat": dict(data="arithmetic_gen", type="chat_em", user="Q: {question}\nA:", answer="{answer}", max_new=8, group="level"),
    "capitals_mcq_chat": dict(data="capitals_mcq", type="chat_em", user=MCQ, answer="{answer}", max_new=4),
}


def load(name, split):
    rows = [json.loads(x) for x in open(os.path.join(DATA, f"{name}.{split}.jsonl"))]
    for d in rows:
        if name == "mini_gsm":
            d["worked"], d["final"] = d["answer"].split("\n#### ")
        if name == "capitals_mcq":
            d["gold_text"] = d[d["answer"]]
    return rows


class LM:
    def __init__(self, path):
        self.tok = AutoTokenizer.from_pretrained(path)
        self.m = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()

    @torch.no_grad()
    def nll(self, texts):
        """Per text: (token ids, NLL of ids[1:])."""
        ids = [self.tok(t)["input_ids"] for t in texts]
        out = [None] * len(ids)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for s in range(0, len(order), 32):
            part = order[s:s + 32]
            n = max(len(ids[i]) for i in part)
            x = torch.full((len(part), n), self.tok.pad_token_id)
            for r, i in enumerate(part):
                x[r, :len(ids[i])] = torch.tensor(ids[i])
            lp = self.m(x).logits.log_softmax(-1)  # right padding needs no mask under causal attention
            for r, i in enumerate(part):
                k = len(ids[i])
                out[i] = (ids[i], (-lp[r, torch.arange(k - 1), x[r, 1:k]]).tolist())
        return out

    @torch.no_grad()
    def greedy(self, prompts, max_new, special=True):
        outs = [None] * len(prompts)
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        for s in range(0, len(order), 50):
            part = order[s:s + 50]
            enc = self.tok([prompts[i] for i in part], return_tensors="pt", padding=True, add_special_tokens=special)
            g = self.m.generate(**enc, max_new_tokens=max_new, do_sample=False)[:, enc["input_ids"].shape[1]:]
            for r, i in enumerate(part):
                outs[i] = self.tok.decode(g[r], skip_special_tokens=True)
        return outs


def acc_by(rows, ok, group):
    by = {}
    for d, o in zip(rows, ok):
        by.setdefault(d[group], []).append(o)
    return {k: round(sum(v) / len(v), 4) for k, v in sorted(by.items())}


def run_task(lm, name, t, sink):
    data = t.get("data", name)
    rows = load(data, "test")
    res = {}

    def put(setting, ok, extra=None):
        r = {"n": len(rows), "accuracy": round(sum(ok) / len(rows), 4), **(extra or {})}
        if t.get("group"):
            r["by_" + t["group"]] = acc_by(rows, ok, t["group"])
        res[setting] = r

    if t["type"] in ("gen", "choice"):
        for k in t["shots"]:
            pre = "".join(t["prompt"].format(**d) + t["target"].format(**d) + "\n\n" for d in load(data, "train")[:k])
            prompts = [pre + t["prompt"].format(**d) for d in rows]
            golds = [t["answer"].format(**d) for d in rows]
            if t["type"] == "gen":
                raw = lm.greedy(prompts, t["max_new"])
                pred = [x.split("\n")[0].strip() for x in raw]
                if t.get("extract"):
                    pred = [m.group(1) if (m := re.search(t["extract"], p)) else "" for p in pred]
                ok = [p == g for p, g in zip(pred, golds)]
                put(f"{k}-shot", ok)
                for i, (p, g, x) in enumerate(zip(pred, golds, raw)):
                    sink(name, f"{k}-shot", i, {"raw": x, "pred": p, "gold": g})
                continue
            texts, spans = [], []
            for d, p in zip(rows, prompts):
                for c in t["choices"]:
                    texts.append(p + " " + c.format(**d))
            scored = lm.nll(texts)
            np_ = [len(lm.tok(p)["input_ids"]) for p in prompts]
            C = len(t["choices"])
            labels = t.get("labels", t["choices"])
            best = {m: [] for m in ("full_mean", "full_mean_bos", "cont_sum", "cont_mean", "cont_byte")}
            for i, d in enumerate(rows):
                sc = {m: [] for m in best}
                for j in range(C):
                    ids, nll = scored[i * C + j]
                    cont = nll[np_[i] - 1:]
                    nb = len((" " + t["choices"][j].format(**d)).encode())
                    sc["full_mean"].append(-sum(nll) / len(nll))
                    sc["full_mean_bos"].append(-sum(nll) / len(ids))
                    sc["cont_sum"].append(-sum(cont))
                    sc["cont_mean"].append(-sum(cont) / len(cont))
                    sc["cont_byte"].append(-sum(cont) / nb)
                for m, v in sc.items():
                    best[m].append(labels[v.index(max(v))])
                sink(name, f"{k}-shot", i, {"gold": golds[i], **{m: [round(x, 5) for x in sc[m]] for m in ("full_mean", "cont_sum")},
                                            "pred_full_mean": best["full_mean"][-1], "pred_cont_sum": best["cont_sum"][-1]})
            for m, pred in best.items():
                put(f"{k}-shot/{m}", [p == g for p, g in zip(pred, golds)])
    elif t["type"] == "pair":
        g = lm.nll([t["good"].format(**d) for d in rows])
        b = lm.nll([t["bad"].format(**d) for d in rows])
        put("sum", [sum(x[1]) < sum(y[1]) for x, y in zip(g, b)])
        put("mean", [sum(x[1]) / len(x[1]) < sum(y[1]) / len(y[1]) for x, y in zip(g, b)])
        for i, (x, y) in enumerate(zip(g, b)):
            sink(name, "sum", i, {"good": round(-sum(x[1]), 5), "bad": round(-sum(y[1]), 5)})
    elif t["type"] == "lm":
        for col in t["columns"]:
            s = lm.nll([d[col] for d in rows])
            tot, ntok = sum(sum(x[1]) for x in s), sum(len(x[1]) for x in s)
            nbytes = sum(len(d[col].encode()) for d in rows)
            res[col] = {"n": len(rows), "token_perplexity": round(math.exp(tot / ntok), 5), "nll_sum": round(tot, 4), "tokens": ntok,
                        "bits_per_byte": round(tot / math.log(2) / nbytes, 6),
                        "mean_of_text_perplexity": round(sum(math.exp(sum(x[1]) / len(x[1])) for x in s) / len(s), 5)}
            for i, x in enumerate(s):
                sink(name, col, i, {"nll_sum": round(sum(x[1]), 5), "tokens": len(x[1])})
    else:
        prompts = [lm.tok.apply_chat_template([{"role": "user", "content": t["user"].format(**d)}], tokenize=False,
                                              add_generation_prompt=True) for d in rows]
        raw = lm.greedy(prompts, t["max_new"], special=False)  # the template writes BOS itself
        golds = [t["answer"].format(**d) for d in rows]
        if t["type"] == "chat":  # the answer occurs as a whole word
            ok = [re.search(rf"(?<!\w){re.escape(g)}(?!\w)", x, re.I) is not None for g, x in zip(golds, raw)]
        else:
            ok = [x.split("\n")[0].strip() == g for g, x in zip(golds, raw)]
        put("chat", ok)
        for i, (g, x) in enumerate(zip(golds, raw)):
            sink(name, "chat", i, {"raw": x, "gold": g})
    return res


def main(models_dir, out, *names):
    torch.set_num_threads(int(os.environ.get("THREADS", "2")))
    path = os.path.join(out, "reference.json")
    ref = json.load(open(path)) if os.path.exists(path) else {}
    ref["conventions"] = __doc__.split("Conventions, all recorded in reference.json:\n")[1]
    ref["tasks"] = TASKS
    ref.setdefault("models", {})
    os.makedirs(os.path.join(out, "reference"), exist_ok=True)
    for name in names or sorted(os.listdir(models_dir)):
        t0 = time.time()
        lm = LM(os.path.join(models_dir, name))
        res = {}
        with open(os.path.join(out, "reference", f"{name}.jsonl"), "w") as f:
            sink = lambda task, setting, i, d: f.write(json.dumps({"task": task, "setting": setting, "index": i, **d}) + "\n")
            for task, t in TASKS.items():
                res[task] = run_task(lm, task, t, sink)
                print(name, task, {k: v.get("accuracy", v.get("token_perplexity")) for k, v in res[task].items()}, flush=True)
        ref["models"][name] = res
        json.dump(ref, open(path, "w"), indent=1)
        print(name, f"{time.time() - t0:.0f}s")


if __name__ == "__main__":
    main(*sys.argv[1:])
