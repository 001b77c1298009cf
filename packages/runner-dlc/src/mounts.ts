import { badDlcOption } from './errors.ts';

/** @throws {OcError} DLC_OPTION for none at all, and for texts that are no data source */
export function checkSources(sources: readonly string[], uris: readonly string[]): void {
  if (sources.length + uris.length === 0) {
    throw badDlcOption(
      'there is no shared directory: neither aliyun_cfg.data_sources nor data_source_uris',
      'at least one; launcher and jobs share nothing but the run directory, which must be on it.',
    );
  }
  const badSource = sources.find((text) => !/^[A-Za-z0-9-]+(?::[A-Za-z0-9]*(?::\/[^,:\p{Cc}]*)?)?$/u.test(text));
  if (badSource !== undefined) {
    throw badDlcOption(
      `aliyun_cfg.data_sources: ${JSON.stringify(badSource)}`,
      'ID, ID:VERSION or ID:VERSION:/MOUNT, one per entry.',
    );
  }
  const badUri = uris.find((text) => !/^[a-z]+:\/\/[^,\p{Cc}]+::\/[^,:\p{Cc}]*$/u.test(text));
  if (badUri !== undefined) {
    throw badDlcOption(
      `data_source_uris: ${JSON.stringify(badUri)}`,
      'URI::/MOUNT, one per entry, as in nas://ID.REGION.nas.aliyuncs.com/::/mnt/data.',
    );
  }
}

/** @throws {OcError} DLC_OPTION for a mount path that two have: the service refuses it after the fact */
export function checkMounts(sources: readonly string[], uris: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const source of new Set([...sources, ...uris])) {
    const mount = mountOf(source)?.replace(/\/+$/, '');
    const other = mount === undefined ? undefined : seen.get(mount);
    if (other !== undefined) {
      throw badDlcOption(
        `${other} and ${source} have one mount path, ${mount}`,
        'a mount path of its own for each data source and URI.',
      );
    }
    if (mount !== undefined) seen.set(mount, source);
  }
  const twice =
    sources.find((source, n) => sources.indexOf(source) !== n) ?? uris.find((uri, n) => uris.indexOf(uri) !== n);
  if (twice !== undefined) throw badDlcOption(`${twice} is there twice`, 'each data source once.');
}

/** Where a data source or URI is mounted; undefined: the service decides. */
export function mountOf(source: string): string | undefined {
  const at = source.lastIndexOf('::');
  if (source.includes('://')) return at < 0 ? undefined : source.slice(at + 2);
  return source.split(':')[2];
}
