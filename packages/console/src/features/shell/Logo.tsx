/** Water that steps down over a weir. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-[#0b756f]" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
        <path d="M6 10h6.500c4 0 3.500 9 7.500 9H26" />
        <path d="M6 17h3.500c4 0 3 7 7 7H26" opacity=".55" />
      </g>
    </svg>
  );
}
