import { Page } from '../../ui/page.tsx';

export default function GatewaysPage() {
  return <Page title="Gateways">{null}</Page>;
}
