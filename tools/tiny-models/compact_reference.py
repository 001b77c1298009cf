"""compact_reference.py <out dir of reference.py> <reference.json to write>

Keeps of the reference what the tests compare with: the accuracies of the six quickstart sets, in percent, and for a
few rows the whole answer or the log-likelihood of every option.
"""
import json
import os
import sys

# name in the quickstart: (task, setting of the answers, setting of the accuracy)
SETS = {
    "arithmetic_gen": ("arithmetic_gen", "0-shot", "0-shot"),
    "arithmetic_gen_5shot": ("arithmetic_gen", "5-shot", "5-shot"),
    "geography_gen": ("geography_gen", "0-shot", "0-shot"),
    "capitals_cloze": ("capitals_cloze", "0-shot", "0-shot/full_mean_bos"),
    "sentiment_ppl": ("sentiment_ppl", "0-shot", "0-shot/full_mean_bos"),
    "arithmetic_chat": ("arithmetic_chat", "chat", "chat"),
}
ROWS = 48


def sample(rows):
    if "raw" in rows[0]:
        return {"max_out_len": 16 if rows[0]["task"] == "geography_gen" else 8, "answers": [d["raw"] for d in rows]}
    return {"log_likelihoods": [{"whole_mean": d["full_mean"], "continuation_sum": d["cont_sum"]} for d in rows]}


def main(source, target):
    scores = json.load(open(os.path.join(source, "reference.json")))["models"]
    out = {}
    for model, tasks in scores.items():
        lines = [json.loads(x) for x in open(os.path.join(source, "reference", f"{model}.jsonl"))]
        out[model] = {}
        for name, (task, setting, accuracy) in SETS.items():
            rows = [d for d in lines if d["task"] == task and d["setting"] == setting]
            out[model][name] = {"rows": len(rows), "accuracy": round(100 * tasks[task][accuracy]["accuracy"], 2),
                                **sample(rows[:ROWS])}
    with open(target, "w") as f:
        json.dump(out, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
