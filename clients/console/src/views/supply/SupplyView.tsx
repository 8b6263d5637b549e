import type { Route } from "../../state/route";

export default function SupplyView(_props: { readonly route: Route }) {
  return <div className="page" />;
}
