import {
  type InferConfig,
  isLabelTemplates,
  type LabelTemplates,
  type ReaderConfig,
  type Template,
} from 'oc-plugin-host';
import type { Row } from 'oc-sdk';
import { labelsInAnswer, noExampleLabel } from '../../errors.ts';
import type { Dialogue } from './dialogue.ts';
import { arrangeExamples, type Examples, NO_EXAMPLES } from './examples.ts';
import { type FillOptions, fill, textOf } from './fill.ts';
import { renderTemplate } from './template.ts';

/** The whole prompt of one label. */
export interface LabelPrompt {
  readonly label: string;
  readonly dialogue: Dialogue;
  /** Where the answer begins in the text: the place of the `sep_token`. */
  readonly answerStart?: number;
}

/** Makes the prompts of one dataset. */
export interface PromptRenderer {
  /** One example, answer and all. */
  example(row: Row): Dialogue;
  /** Examples in the order given, ready to be put into prompts. */
  arrange(examples: readonly Dialogue[]): Examples;
  /** The prompt of a sample that is to be answered: the output column stays empty. */
  forGeneration(row: Row, examples?: Examples): Dialogue;
  /** The prompt with the answer that the row has. */
  withAnswer(row: Row, examples?: Examples): Dialogue;
  /** Prompt and answer together per label, in the order of the labels. */
  forLabels(row: Row, examples?: Examples): LabelPrompt[];
}

/** @param compat fill columns one after the other and examples again, and leave `sep_token` in examples */
export function createRenderer(infer: InferConfig, reader: ReaderConfig, compat = false): PromptRenderer {
  const { prompt, sepToken } = infer;
  const output = reader.outputColumn;
  // OpenCompass fills in what input_columns leaves out, too.
  const columns = compat ? undefined : namedColumns(reader);
  const answered: FillOptions = { columns, inTurn: compat };
  const unanswered: FillOptions = output === undefined ? { ...answered } : { ...answered, hidden: { [output]: '' } };
  const render = (template: Template, row: Row, examples: Examples, options: FillOptions): Dialogue => {
    const strip = (text: string) => (sepToken === undefined ? text : text.replaceAll(sepToken, ''));
    // OpenCompass leaves the token in examples, except where the model is to write.
    const fillIn = (text: string) => fill(options === unanswered ? strip(text) : text, row, options);
    return renderTemplate(template, row, { token: infer.exampleToken, examples, fillIn, strip, refill: compat });
  };
  return {
    example: (row) => exampleOf(infer, row, output, compat ? { ...infer, sepToken: undefined } : infer, answered),
    arrange: (examples) => arrangeExamples(infer, examples),
    forGeneration: (row, examples = NO_EXAMPLES) => render(firstOf(prompt), row, examples, unanswered),
    withAnswer: (row, examples = NO_EXAMPLES) => render(firstOf(prompt), row, examples, answered),
    forLabels(row, examples = NO_EXAMPLES) {
      if (!isLabelTemplates(prompt)) throw labelsInAnswer();
      return prompt.map(([label, template]) => ({
        label,
        dialogue: render(template, row, examples, answered),
        ...answerPlace(template, sepToken, (part) => render(part, row, examples, answered)),
      }));
    },
  };
}

function namedColumns({ inputColumns, outputColumn }: ReaderConfig): readonly string[] | undefined {
  return inputColumns && [...inputColumns, ...(outputColumn === undefined ? [] : [outputColumn])];
}

/** With templates per label, a prompt to be answered takes the first one, as in OpenCompass. */
function firstOf(prompt: Template | LabelTemplates): Template {
  return (isLabelTemplates(prompt) ? prompt[0]?.[1] : prompt) as Template;
}

/** An example has the conversation of its template without what stands around it, and neither of the tokens. */
function exampleOf(
  { example, exampleToken }: InferConfig,
  row: Row,
  output: string | undefined,
  { sepToken }: { readonly sepToken?: string | undefined },
  options: FillOptions,
): Dialogue {
  const template = templateOfExample(example as Template | LabelTemplates, row, output);
  const tokens = [exampleToken, sepToken].filter((token) => token !== undefined);
  const strip = (text: string) => tokens.reduce((rest, token) => rest.replaceAll(token, ''), text);
  const fillIn = (text: string) => fill(text, row, options);
  const inner: Template = template.form === 'sections' ? { ...template, begin: [], end: [] } : template;
  const rendered = renderTemplate(inner, row, {
    token: exampleToken,
    examples: NO_EXAMPLES,
    fillIn,
    strip,
    refill: false,
  });
  if (rendered.form !== 'sections') return rendered;
  return { form: 'sections', sections: rendered.sections.map(({ items }) => ({ name: 'ice', items })) };
}

function templateOfExample(example: Template | LabelTemplates, row: Row, output: string | undefined): Template {
  if (!isLabelTemplates(example)) return example;
  const label = textOf(row[output ?? '']);
  const found = example.find(([name]) => name === label);
  if (found) return found[1];
  throw noExampleLabel(
    label,
    example.map(([name]) => name),
  );
}

function answerPlace(
  template: Template,
  sepToken: string | undefined,
  render: (part: Template) => Dialogue,
): { answerStart?: number } {
  if (sepToken === undefined || template.form !== 'text') return {};
  const place = template.text.indexOf(sepToken);
  if (place === -1) return {};
  const context = render({ form: 'text', text: template.text.slice(0, place) });
  return context.form === 'text' ? { answerStart: context.text.length } : {};
}
