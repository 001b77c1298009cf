import { badDlcOption, secretInOption } from './errors.ts';

const SECRET_NAME = /(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(?:$|_)|(?:APIKEY|ACCESSKEY|_PAT)$/i;

/** @throws {OcError} DLC_SECRET for a name that is one of secrets: values are written into files and shown by the service */
export function checkNoSecrets(option: string, variables: Readonly<Record<string, string>>): void {
  const name = Object.keys(variables).find((each) => SECRET_NAME.test(each));
  if (name !== undefined) throw secretInOption(option, name);
}

export interface VariableOptions {
  readonly huggingfaceCache: string | undefined;
  readonly torchCache: string | undefined;
  readonly hfOffline: boolean;
  readonly httpProxy: string | undefined;
  readonly hfEndpoint: string | undefined;
  /** `NAME=VALUE` */
  readonly extra: readonly string[];
}

/**
 * Variables of the container, under the names that OpenCompass gives them.
 *
 * @throws {OcError} DLC_OPTION, DLC_SECRET
 */
export function variablesOf(options: VariableOptions): Record<string, string> {
  const { huggingfaceCache: hub, torchCache: torch, hfOffline, httpProxy: proxy, hfEndpoint: endpoint } = options;
  if (proxy !== undefined && /:\/\/[^/@]*:[^/@]*@/.test(proxy))
    throw secretInOption('aliyun_cfg.http_proxy', 'its password');
  const extra = Object.fromEntries(options.extra.map(pairOf));
  checkNoSecrets('aliyun_cfg.extra_envs', extra);
  return {
    ...(hub === undefined ? {} : { HF_HUB_CACHE: hub, HUGGINGFACE_HUB_CACHE: hub }),
    ...(torch === undefined ? {} : { TORCH_HOME: torch }),
    ...(hfOffline ? OFFLINE : {}),
    ...(proxy === undefined ? {} : { http_proxy: proxy, https_proxy: proxy, HTTP_PROXY: proxy, HTTPS_PROXY: proxy }),
    ...(endpoint === undefined ? {} : { HF_ENDPOINT: endpoint }),
    ...extra,
  };
}

const OFFLINE = { HF_DATASETS_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', HF_EVALUATE_OFFLINE: '1', HF_HUB_OFFLINE: '1' };

function pairOf(text: string): [string, string] {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw badDlcOption(`aliyun_cfg.extra_envs: ${JSON.stringify(text)} is no variable`, 'NAME=VALUE, one per entry.');
  }
  return [name, value];
}
