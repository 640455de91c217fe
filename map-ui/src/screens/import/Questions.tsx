// What the file leaves open, as choices; nothing of it is taken over before they are made.
import { useState } from 'react';
import type { ImportQuestion } from '#contract/import';
import { useText, wordOr } from '../../i18n/i18n.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import type { PartProps } from './OneImport.tsx';
import type { Done } from './option-history.ts';
import { answerTo, isCrs } from './options.ts';
import { type Step, stepOfQuestion } from './steps.ts';

/** More choices than this are a list to open. */
const SHOWN = 14;

type QuestionProps = { question: ImportQuestion } & PartProps;
export function Question({ question, record, busy, change }: QuestionProps) {
  const { t, language } = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const [own, setOwn] = useState('');
  const labelOf = (choice: ImportQuestion['choices'][number]) => {
    const label = language === 'zh' ? choice.labelZh : choice.label;
    return question.option === 'crs' ? wordOr(`import.crs.${choice.value.replace(':', '_')}`, label) : label;
  };
  const isOwn = chosen === 'own';
  const value = isOwn ? own.trim().toLowerCase() : chosen;
  const wrong = isOwn && own !== '' && !isCrs(own);
  const answer = (picked: string) => {
    const done: Done =
      question.option === 'crs'
        ? { key: 'crs', values: { crs: picked } }
        : { key: 'answer', values: { answer: picked } };
    void change(done, answerTo(question, picked, record.options));
  };
  return (
    <section className="import-question" aria-label={t('import.question')}>
      <h2>
        <Icon name="help" size={18} /> {language === 'zh' ? question.messageZh : question.message}
      </h2>
      {question.choices.length > SHOWN ? (
        <Select
          label={language === 'zh' ? question.messageZh : question.message}
          value={chosen}
          placeholder={t('import.choosePlease')}
          options={question.choices.map((choice) => ({ id: choice.value, label: labelOf(choice) }))}
          onChange={setChosen}
        />
      ) : (
        <fieldset className="import-choices" disabled={busy}>
          <legend className="visually-hidden">{language === 'zh' ? question.messageZh : question.message}</legend>
          {question.choices.map((choice) => (
            <label key={choice.value} className="import-choice">
              <input
                type="radio"
                name={question.code}
                value={choice.value}
                checked={chosen === choice.value}
                onChange={() => setChosen(choice.value)}
              />
              {labelOf(choice)}
            </label>
          ))}
          {question.option === 'crs' && (
            <label className="import-choice">
              <input type="radio" name={question.code} checked={isOwn} onChange={() => setChosen('own')} />
              {t('import.crsOwn')}
            </label>
          )}
        </fieldset>
      )}
      {isOwn && (
        <TextInput
          label="EPSG"
          value={own}
          placeholder="epsg:4547"
          onChange={setOwn}
          error={wrong ? t('import.crsWrong') : null}
        />
      )}
      <Button kind="primary" isDisabled={busy || !value || wrong} onPress={() => value && answer(value)}>
        {t('import.readAgain')}
      </Button>
    </section>
  );
}

/** The questions that belong to this step. */
export function StepQuestions({ step, ...part }: { step: Step } & PartProps) {
  const own = part.receipt.questions.filter((question) => stepOfQuestion(question) === step);
  if (part.record.state !== 'needs-answer') return null;
  return (
    <>
      {own.map((question) => (
        <Question key={question.code} question={question} {...part} />
      ))}
    </>
  );
}
