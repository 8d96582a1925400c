import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { DomainError } from '#kernel/domain/domain-error.ts';
import { requirePermission, requireUser } from '#kernel/graphql/authorization.ts';
import { allowSlowBody } from '#kernel/runtime/http.ts';
import { sendProblem, statusOf } from '#kernel/runtime/problem.ts';
import type { ProductImport } from '../domain/product-import.ts';
import { PRODUCT_STATUSES } from '../domain/product-status.ts';
import type { FileFormat, RowFault } from '../files/source.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { exportProducts } from '../usecases/export-products.ts';
import { importProducts } from '../usecases/import-products.ts';
import { flag } from './endpoints.ts';
import { asParameters, asSent } from './parameters.ts';
import type { Problem } from './resources.ts';

const MEDIA_TYPES: Readonly<Record<FileFormat, string>> = {
  CSV: 'text/csv',
  JSON_LINES: 'application/x-ndjson',
};
const LARGEST_FILE = 2 ** 30;

/** A refusal that HTTP has a status for. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly parameters?: Problem['parameters'],
  ) {
    super(message);
  }
}

const IMPORT = z.strictObject({ dryRun: flag.default(false) });
const EXPORT = z.strictObject({ status: z.array(z.enum(PRODUCT_STATUSES)).default([]) });

/** Products as files, for operators with `catalogue.manage`. Mounted at `/catalogue`. */
export function productFiles(rt: CatalogueRuntime): Router {
  const router = express.Router();
  router.post('/products/import', operatorsOnly(rt), async (request, response) => {
    await takeFile(rt, request, response);
  });
  router.get('/products/export', operatorsOnly(rt), async (request, response) => {
    const format = formatAccepted(request);
    const { status } = queryOf(EXPORT, request);
    const statuses = status.length > 0 ? status : null;
    const file = await exportProducts(rt, { format, statuses });
    response.setHeader('cache-control', 'no-store');
    response.type(MEDIA_TYPES[format]);
    await pipeline(file, response);
  });
  router.use(refuse(rt));
  return router;
}

/**
 * The file is kept on disk until it is loaded: what it says is only known once it is whole, and it is read more than once. The
 * answer tells line by line how far the import has come and what is wrong. Whoever loses the connection sends the same
 * file again, and it goes on behind what was loaded.
 */
async function takeFile(rt: CatalogueRuntime, request: Request, response: Response): Promise<void> {
  const format = formatSent(request);
  const { dryRun } = queryOf(IMPORT, request);
  const by = String(response.locals['operator']);
  allowSlowBody(request);
  const file = await openNameless();
  const left = new AbortController();
  response.on('close', () => left.abort());
  const say = async (line: object) => {
    if (!response.write(`${JSON.stringify(line)}\n`)) await once(response, 'drain', left);
  };
  try {
    await pipeline(request, upTo(LARGEST_FILE), (chunks) => file.writeFile(chunks));
    response.setHeader('cache-control', 'no-store');
    response.type(MEDIA_TYPES.JSON_LINES);
    const onProgress = async (running: ProductImport, faults: readonly RowFault[]) => {
      for (const fault of faults) await say({ fault });
      await say({ progress: progressOf(running) });
    };
    await importProducts(rt, { file, format, dryRun, by, onProgress, signal: left.signal });
  } catch (error) {
    if (left.signal.aborted) return;
    if (!response.headersSent) throw error;
    // The status is on its way already, so the last line says it.
    if (!(error instanceof DomainError))
      rt.logger.error({ err: error }, 'an import was broken off');
    const code = error instanceof DomainError ? error.code : 'INTERNAL';
    await say({
      error: { code, message: 'The import was broken off. Send the file again to go on.' },
    });
  } finally {
    await file.close();
  }
  response.end();
}

/** A file that is gone with the process, however that ends. */
async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `comptoir-import-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

const progressOf = ({
  id: importId,
  status,
  line,
  lines,
  created,
  updated,
  unchanged,
  rejected,
}: ProductImport) => ({ importId, status, line, lines, created, updated, unchanged, rejected });

function upTo(bytes: number): Transform {
  let taken = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      taken += chunk.length;
      if (taken <= bytes) done(null, chunk);
      else done(new Refused(413, 'REQUEST_TOO_LARGE', `A file has at most ${bytes} bytes.`));
    },
  });
}

const operatorsOnly =
  (rt: CatalogueRuntime): RequestHandler =>
  async (request, response, next) => {
    const principal = await rt.authenticate(request.headers.authorization);
    requirePermission({ principal }, 'catalogue.manage');
    response.locals['operator'] = requireUser({ principal }).id;
    next();
  };

function queryOf<Query extends z.ZodObject>(query: Query, request: Request): z.output<Query> {
  const sent = asSent(query, request);
  const read = query.safeParse(sent);
  if (read.success) return read.data;
  const parameters = read.error.issues.flatMap((issue) => asParameters(issue, sent));
  throw new Refused(400, 'BAD_USER_INPUT', 'Some parameters are wrong.', parameters);
}

const formats = Object.entries(MEDIA_TYPES) as [FileFormat, string][];
const NAMES = Object.values(MEDIA_TYPES).join(' or ');

const IN_ANOTHER_CHARSET = /;\s*charset\s*=\s*"?(?!utf-?(8|16))/i;

function formatSent(request: Request): FileFormat {
  const [format] = formats.find(([, type]) => request.is(type)) ?? [];
  const { 'content-encoding': compression, 'content-type': type = '' } = request.headers;
  if (format && compression === undefined && !IN_ANOTHER_CHARSET.test(type)) return format;
  const message = `A file is ${NAMES}, in UTF-8, and not compressed.`;
  throw new Refused(415, 'UNSUPPORTED_MEDIA_TYPE', message);
}

function formatAccepted(request: Request): FileFormat {
  const accepted = request.accepts(Object.values(MEDIA_TYPES));
  const [format] = formats.find(([, type]) => type === accepted) ?? [];
  if (format) return format;
  throw new Refused(406, 'NOT_ACCEPTABLE', `A file is ${NAMES}.`);
}

const STATUS_OF: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403 };

const refuse =
  (rt: CatalogueRuntime): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, code, message: detail, parameters } = refusalFrom(error);
    if (status === 500) rt.logger.error({ err: error }, 'an unforeseen error');
    if (status === 401) response.setHeader('www-authenticate', 'Bearer');
    sendProblem(response, { status, code, detail, ...(parameters && { parameters }) });
  };

function refusalFrom(error: unknown): Omit<Refused, 'name'> {
  if (error instanceof Refused) return error;
  if (error instanceof DomainError)
    return { status: statusOf(error), code: error.code, message: error.message };
  if (error instanceof GraphQLError) {
    const code = String(error.extensions['code']);
    const status = STATUS_OF[code];
    if (status) return { status, code, message: error.message };
  }
  return { status: 500, code: 'INTERNAL', message: 'Something went wrong on our side.' };
}
