/** What is loaded only where a Parquet file is read. */
export { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
export { compressors } from 'hyparquet-compressors';
