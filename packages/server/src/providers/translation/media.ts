import type { MediaPart, MediaSource } from './conversation.ts';
import type { Cursor } from './cursor.ts';

const DATA_URL = /^data:([^;,]*)((?:;[^;,]*)*),/;

/** A data URL becomes base64, any http(s) URL stays one. Other schemes (`gs:`, `file:`) are refused. */
export function readUrl(cursor: Cursor): MediaSource {
  const url = cursor.text();
  const match = DATA_URL.exec(url.slice(0, 256));
  if (match !== null) {
    const data = url.slice(match[0].length);
    const mediaType = match[1] || 'application/octet-stream';
    if ((match[2] ?? '').endsWith(';base64')) return { kind: 'base64', mediaType, data };
    return { kind: 'base64', mediaType, data: Buffer.from(decodeURIComponent(data)).toString('base64') };
  }
  if (!/^https?:\/\//i.test(url)) {
    throw cursor.refusal(
      'is not an http(s) or data URL, and cannot be resolved by another provider',
      'Send the content as base64.',
    );
  }
  return { kind: 'url', url };
}

export function dataUrl(source: Extract<MediaSource, { kind: 'base64' }>): string {
  return `data:${source.mediaType};base64,${source.data}`;
}

/** What kind of part a media type makes. */
export function mediaKind(mediaType: string): MediaPart['type'] {
  if (mediaType.startsWith('image/')) return 'image';
  if (mediaType.startsWith('audio/')) return 'audio';
  if (mediaType.startsWith('video/')) return 'video';
  return 'file';
}

const BY_EXTENSION: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
};

/** Media type as the extension of a URL's path suggests it; Gemini wants one with every URL. */
export function mediaTypeOfUrl(url: string, fallback: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return BY_EXTENSION[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? fallback;
}
