import { type Socket, connect } from 'node:net';

export interface LeanSocketOptions {
  /** Of the server, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  opened(socket: LeanSocket): void;
  /** @param beginning the first characters of a message, which tell its type */
  heard(beginning: string, socket: LeanSocket): void;
}

const TYPE_WITHIN = 40;
const [TEXT, PING, PONG] = [0x1, 0x9, 0xa];
const FINAL = 0x80;
const MASKED = 0x80;
const NO_MASK = Buffer.alloc(4);
/** All sockets read into it, one after the other, so that thousands need no memory of their own. */
const READ_INTO = Buffer.alloc(64 * 1024);

/**
 * A graphql-transport-ws client that does next to nothing with what it hears. The usual library takes longer to read a
 * message than the server to write it, and the clients share the machine with the server. Source: RFC 6455.
 */
export class LeanSocket {
  private readonly socket: Socket;
  private unread: Buffer = Buffer.alloc(0);
  private isOpen = false;

  constructor(private readonly options: LeanSocketOptions) {
    const { hostname, port, host } = new URL(options.url);
    this.socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: READ_INTO,
        callback: (length) => {
          this.read(READ_INTO.subarray(0, length));
          return true;
        },
      },
    });
    this.socket.write(
      `GET /graphql HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    );
  }

  send(message: string): void {
    this.write(TEXT, Buffer.from(message));
  }

  destroy(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    let rest = this.unread.length > 0 ? Buffer.concat([this.unread, chunk]) : chunk;
    if (!this.isOpen) {
      const end = rest.indexOf('\r\n\r\n');
      if (!rest.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101')))
        throw new Error('The server takes no socket.');
      if (end < 0) throw new Error('The answer to the handshake came in pieces.');
      this.isOpen = true;
      rest = rest.subarray(end + 4);
      this.options.opened(this);
    }
    for (let taken = this.take(rest); taken > 0; taken = this.take(rest))
      rest = rest.subarray(taken);
    // What is read into is read into again.
    this.unread = rest.length > 0 ? Buffer.from(rest) : rest;
  }

  /** @returns how long the frame at the beginning is; 0 if it is not complete */
  private take(bytes: Buffer): number {
    if (bytes.length < 2) return 0;
    const short = bytes.readUInt8(1);
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < head) return 0;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : bytes.readUInt32BE(6);
    const end = head + length;
    if (bytes.length < end) return 0;
    const kind = bytes.readUInt8(0) & 0x0f;
    if (kind === PING) this.write(PONG, bytes.subarray(head, end));
    if (kind === TEXT)
      this.options.heard(bytes.toString('latin1', head, Math.min(end, head + TYPE_WITHIN)), this);
    return end;
  }

  /** A client has to mask what it sends; a mask of zeros changes nothing. */
  private write(kind: number, payload: Buffer): void {
    const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
    head[0] = FINAL | kind;
    head[1] = MASKED | (payload.length < 126 ? payload.length : 126);
    if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
    this.socket.write(Buffer.concat([head, NO_MASK, payload]));
  }
}
