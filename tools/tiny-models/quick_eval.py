"""Fast check during training: teacher-forced exact match of the answer (equals greedy exact match), zero-shot."""
import json
import os
import random

import torch

import tasks as T

DATA = os.environ.get("DATA", "data")  # the folder that make_data.py wrote


def load(name, split):
    with open(os.path.join(DATA, f"{name}.{split}.jsonl")) as f:
        return [json.loads(x) for x in f]


def items(name, split):
    for d in load(name, split):
        if name in ("arithmetic_gen", "geography_gen"):
            yield d.get("level", d.get("relation")), T.p_arith(d["question"]), " " + d["answer"]
        elif name == "mini_mmlu":
            yield d["subject"], T.mcq_prompt(d["question"], [d[x] for x in "ABCD"]), " " + d["answer"]
        elif name == "sentiment_ppl":
            yield "sentiment", T.p_sent(d["text"]), " " + d["label"]
        elif name == "mini_gsm":
            cot, a = d["answer"].split("\n#### ")
            yield "gsm", T.p_word(d["question"]), f" {cot} The answer is {a}."
        elif name == "judge":
            yield "judge", T.p_judge(d["question"], d["reference"], d["response"]), " " + d["verdict"]


@torch.no_grad()
def evaluate(model, tok, split, names=("arithmetic_gen", "geography_gen", "mini_mmlu", "sentiment_ppl", "mini_gsm",
                                       "judge")):
    hit, cnt = {}, {}
    for name in names:
        rows = list(items(name, split))
        for i in range(0, len(rows), 50):
            part = rows[i:i + 50]
            enc = [(g, tok.encode(p).ids, tok.encode(a, add_special_tokens=False).ids) for g, p, a in part]
            n = max(len(p) + len(a) for _, p, a in enc)
            x = torch.zeros(len(enc), n, dtype=torch.long)
            for j, (_, p, a) in enumerate(enc):
                x[j, :len(p) + len(a)] = torch.tensor(p + a)
            pred = model(x).argmax(-1)
            for j, (g, p, a) in enumerate(enc):
                key = f"{name.split('_')[0]}/{g}"
                ok = pred[j, len(p) - 1:len(p) + len(a) - 1].tolist() == a
                hit[key], cnt[key] = hit.get(key, 0) + ok, cnt.get(key, 0) + 1
    pairs = load("minimal_pairs", split)
    good, bad = [sum_lp(model, tok, [d[k] for d in pairs]) for k in ("sentence_good", "sentence_bad")]
    for d, x, y in zip(pairs, good, bad):
        key = "pairs/" + d["phenomenon"]
        hit[key], cnt[key] = hit.get(key, 0) + (x > y), cnt.get(key, 0) + 1
    r = random.Random(5)  # looking up an option, the part of multiple choice that needs no knowledge
    look = []
    for _ in range(100):
        q, opts, ans = T.mcq_lookup(r)
        look.append((tok.encode(T.mcq_prompt(q, opts)).ids, tok.token_to_id("\u0120" + T.LETTERS[opts.index(ans)])))
    n = max(len(p) for p, _ in look)
    pred = model(torch.tensor([p + [0] * (n - len(p)) for p, _ in look]))
    hit["lookup"], cnt["lookup"] = sum(pred[j, len(p) - 1].argmax().item() == a for j, (p, a) in enumerate(look)), len(look)
    return {k: round(hit[k] / cnt[k], 3) for k in hit}


def sum_lp(model, tok, texts):
    enc = [tok.encode(t).ids for t in texts]
    n = max(map(len, enc))
    x = torch.zeros(len(enc), n, dtype=torch.long)
    for j, e in enumerate(enc):
        x[j, :len(e)] = torch.tensor(e)
    lp = model(x).log_softmax(-1)
    return [lp[j, torch.arange(len(e) - 1), torch.tensor(e[1:])].sum().item() for j, e in enumerate(enc)]
